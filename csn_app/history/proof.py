"""How anyone checks the trail that a person took home, without us (R-AU-5)."""

HOW_TO_CHECK = (
    "Ce fichier contient chaque ligne du journal de votre carnet, de la première à la dernière.",
    "Pour vérifier sans nous\u00a0: le programme «\u00a0verifier_preuve\u00a0» du code source n’a besoin que de ce "
    "fichier et de la clé publique. Cette clé est publiée à l’adresse /preuve/points-de-controle de ce service\u00a0: "
    "notez-la une fois, et comparez.",
    "Une ligne contient l’empreinte de la ligne précédente (previous_hash). Si l’on change, ajoute, déplace ou retire "
    "une ligne, les empreintes suivantes ne correspondent plus.",
    "L’empreinte d’une ligne est le SHA-256 de «\u00a0line\u00a0» écrite en JSON, clés triées, sans espace, accents "
    "tels quels, en UTF-8. La previous_hash de la première ligne est faite de 64 zéros.",
    "head_signed est signé (Ed25519)\u00a0: il dit quelle est la dernière ligne. Sans elle, il manque des lignes.",
    "checkpoint est signé aussi\u00a0: il résume tous les journaux du service à un moment donné, et il est public. "
    "path montre que votre journal en fait partie\u00a0: on ne peut plus le changer sans que cela se voie.",
    "Les motifs écrits (reason) sont chiffrés\u00a0: leur empreinte porte sur la forme chiffrée.",
    "Gardez ce fichier\u00a0: si une ligne d’aujourd’hui changeait demain, il le montrerait.",
)
"""What the file itself says, before its lines."""
