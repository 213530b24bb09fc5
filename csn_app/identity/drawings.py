"""Drawings of the pages before sign-in: the open carnet, and where each carte Vitale shows its serial number."""

from markupsafe import Markup

CARNET = Markup(
    '<svg viewBox="0 0 560 440" class="drawing any-width" aria-hidden="true">'
    '<path fill="#073b35" d="M24 52h236q20 0 20 16 0-16 20-16h236a18 18 0 0 1 18 18v312a18 18 0 0 1-18 18H24a10 '
    '10 0 0 1-10-10V62a10 10 0 0 1 10-10z" />'
    '<path fill="#efe9da" d="M30 38h226q24 0 24 18v320q0-16-24-16H30a6 6 0 0 1-6-6V44a6 6 0 0 1 6-6z" />'
    '<path fill="#fff" d="M530 38H304q-24 0-24 18v320q0-16 24-16h226a14 14 0 0 0 14-14V52a14 14 0 0 0-14-14z" />'
    '<path fill="none" stroke="#0b5048" stroke-width="3" stroke-linecap="round" stroke-dasharray="12 10" d="M280 '
    '62v306" /><g fill="none" stroke-linecap="round" stroke-linejoin="round">'
    '<circle cx="74" cy="92" r="24" fill="#dfece6" />'
    '<circle cx="74" cy="86" r="8" stroke="#0b5048" stroke-width="3.5" />'
    '<path stroke="#0b5048" stroke-width="3.5" d="M60 106c3-9 25-9 28 0" />'
    '<path stroke="#15221e" stroke-width="8" d="M114 84h92" />'
    '<path stroke="#a9a491" stroke-width="6" d="M114 103h58" /><g stroke="#4e7f33" stroke-width="4">'
    '<path d="m52 156 8 8 14-16" /><path d="m52 202 8 8 14-16" /><path d="m52 248 8 8 14-16" /></g>'
    '<g stroke="#c9c2ae" stroke-width="7"><path d="M92 158h120M92 204h88M92 250h134" /></g>'
    '<rect x="46" y="284" width="190" height="52" rx="10" fill="#fdf0cf" />'
    '<path stroke="#94660a" stroke-width="3.5" d="M62 300h20v20H62zM62 307h20M67 296v7M77 296v7" />'
    '<path stroke="#5a3c00" stroke-width="7" d="M98 304h76" />'
    '<path stroke="#c49a45" stroke-width="6" d="M98 320h112" />'
    '<path stroke="#15221e" stroke-width="8" d="M316 78h104" />'
    '<path stroke="#e4dfd1" stroke-width="2" d="M316 108h196M316 138h196M316 168h196M316 198h196" />'
    '<path stroke="#0b5048" stroke-width="4" d="m322 184 36-22 36 10 36-34 36 8 40-24" />'
    '<g fill="#fff" stroke="#0b5048" stroke-width="4"><circle cx="322" cy="184" r="6" />'
    '<circle cx="358" cy="162" r="6" /><circle cx="394" cy="172" r="6" /><circle cx="430" cy="138" r="6" />'
    '<circle cx="466" cy="146" r="6" /><circle cx="506" cy="122" r="6" /></g></g><g>'
    '<circle cx="334" cy="244" r="16" fill="#e3edf8" /><circle cx="334" cy="288" r="16" fill="#f7e6dc" />'
    '<circle cx="334" cy="332" r="16" fill="#f3e5ef" /><g stroke="#a9a491" stroke-width="7" stroke-linecap="round">'
    '<path d="M364 244h78M364 288h56M364 332h90" /></g>'
    '<rect x="474" y="231" width="46" height="26" rx="13" fill="#0b5048" />'
    '<circle cx="507" cy="244" r="9" fill="#fff" />'
    '<rect x="474" y="275" width="46" height="26" rx="13" fill="#0b5048" />'
    '<circle cx="507" cy="288" r="9" fill="#fff" />'
    '<rect x="475" y="320" width="44" height="24" rx="12" fill="#ebe7dc" stroke="#717e77" stroke-width="2" />'
    '<circle cx="487" cy="332" r="8" fill="#717e77" /></g><path fill="#f5b841" d="M466 26h38v66l-19-15-19 15z" />'
    "</svg>"
)
"""The open carnet of the welcome page."""

CARD_WITH_PHOTO = Markup(
    '<svg viewBox="0 0 320 204" class="drawing" role="img" aria-label="Carte avec photo, côté face : le numéro '
    'est écrit à la verticale, tout à droite." >'
    '<rect x="2" y="2" width="316" height="200" rx="16" fill="#f4f7f2" stroke="#717e77" stroke-width="2.5" />'
    '<rect x="22" y="64" width="76" height="96" rx="6" fill="#cfdcd4" />'
    '<circle cx="60" cy="100" r="17" fill="#7f9389" /><path d="M32 160c2-26 54-26 56 0z" fill="#7f9389" />'
    '<rect x="116" y="70" width="42" height="32" rx="6" fill="#e2c47a" />'
    '<path d="M116 86h42M137 70v32" stroke="#a8853a" stroke-width="1.5" />'
    '<g stroke="#9aa79f" stroke-width="6" stroke-linecap="round"><path d="M24 32h96M116 122h96M116 142h70" /></g>'
    '<g transform="translate(296 188) rotate(-90)"><text font-size="15" fill="#5b6862" font-family="monospace">80250'
    '</text><rect x="50" y="-18" width="126" height="25" rx="5" fill="#f5b841" stroke="#15221e" stroke-width="2.5" />'
    '<text x="57" font-size="17" font-weight="700" fill="#15221e" font-family="monospace">12345678901</text></g>'
    "</svg>"
)
"""The front of a card with a photo: the number is written upright, on the far right."""

CARD_WITHOUT_PHOTO = Markup(
    '<svg viewBox="0 0 320 204" class="drawing" role="img" aria-label="Carte sans photo, côté dos : le numéro '
    'est écrit en haut à gauche." >'
    '<rect x="2" y="2" width="316" height="200" rx="16" fill="#f4f7f2" stroke="#717e77" stroke-width="2.5" />'
    '<rect x="20" y="20" width="128" height="32" rx="5" fill="#f5b841" stroke="#15221e" stroke-width="2.5" />'
    '<text x="30" y="42" font-size="18" font-weight="700" fill="#15221e" font-family="monospace">12345678</text>'
    '<g stroke="#9aa79f" stroke-width="6" stroke-linecap="round">'
    '<path d="M22 84h180M22 106h220M22 128h150M22 166h96" /></g>'
    '<rect x="236" y="146" width="60" height="36" rx="6" fill="#cfdcd4" /></svg>'
)
"""The back of a card without a photo: the number is on the top left."""
