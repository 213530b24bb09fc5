"""Makers of the files that people send, and of those that somebody sends to do harm."""

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ExifTags, Image

# In two pieces, so that no antivirus takes this source for the test file itself.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HEIC = Path(__file__).with_name("photo.heic")
"""A phone's photo of 256 x 192 pixels, turned by the camera, taken on 2 March 2026 in Paris."""

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def grain(width: int, height: int, *, mode: str = "RGB") -> Image.Image:
    """A picture that does not compress to nothing, always the same."""
    cells = random.Random(7).randbytes(max(width // 4, 1) * max(height // 4, 1) * 3)
    return (
        Image.frombytes("RGB", (max(width // 4, 1), max(height // 4, 1)), cells).resize((width, height)).convert(mode)
    )


def camera_marks() -> Image.Exif:
    """What a phone writes: held upright, on 2 March 2026, in Paris."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Telephone"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:02 10:00:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 21.0, 7.0)})
    return exif


def picture(kind: str, *, width: int = 320, height: int = 240, mode: str = "RGB", **settings: object) -> bytes:
    out = io.BytesIO()
    grain(width, height, mode=mode).save(out, kind, **settings)
    return out.getvalue()


def tiff_of_pages(*modes: str) -> bytes:
    out = io.BytesIO()
    first, *others = [grain(200, 280).convert(mode) for mode in modes]
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is immense."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pdf(*, pages: int = 1, title: str = "", **settings: object) -> bytes:
    made = new_pdf(pages=pages)
    if title:
        made.docinfo["/Title"] = title
        made.docinfo["/CreationDate"] = "D:20260115093000+01'00'"
    return saved(made, **settings)


def new_pdf(*, pages: int = 1) -> pikepdf.Pdf:
    made = pikepdf.new()
    for number in range(pages):
        made.add_blank_page()
        made.pages[-1].Contents = made.make_stream(f"BT ({number}) Tj ET".encode())
    return made


def saved(made: pikepdf.Pdf, **settings: object) -> bytes:
    out = io.BytesIO()
    made.save(out, **settings)
    return out.getvalue()


def pdf_of_photos(*photos: bytes) -> bytes:
    """A PDF as a phone makes it of photos: each is kept in it as the JPEG that it is."""
    made = new_pdf(pages=len(photos))
    for page, photo in zip(made.pages, photos, strict=True):
        shown = made.make_stream(
            photo,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=320,
            Height=240,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        page.Resources = Dictionary(XObject=Dictionary(Im0=shown))
    return saved(made)


def pdf_with_scripts() -> bytes:
    """A PDF that acts at opening, at closing, at a click and from an annotation, in objects of their own and nested."""
    made = new_pdf()
    script = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=made.make_stream(b"app.alert(2)")))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([pikepdf.String("a"), script])))
    page = made.pages[0]
    box = Array([0, 0, 10, 10])
    launch = Dictionary(S=Name.Launch, F=pikepdf.String("calc.exe"))
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=box, A=Dictionary(S=Name.GoTo, D="x", Next=Array([launch]))
    )
    evil = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, A=Dictionary(S=Name.URI, URI="javascript:alert(3)"))
    media = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=box, RichMediaContent=Dictionary())
    page.Annots = Array([link, made.make_indirect(evil), media])
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(b"<xdp/>"))
    return saved(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_with_attachment(content: bytes) -> bytes:
    made = new_pdf()
    made.attachments["piece.exe"] = content
    return saved(made)


def pdf_unfolding_to(size: int) -> bytes:
    made = new_pdf()
    folded = zlib.compress(b"\0" * size, 1)
    made.pages[0].Contents = pikepdf.Stream(made, folded, Filter=Name.FlateDecode)
    return saved(made, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def pdf_folded_twice() -> bytes:
    made = new_pdf()
    folded = zlib.compress(zlib.compress(b"\0" * 1_000_000, 9), 9)
    made.pages[0].Contents = pikepdf.Stream(made, folded, Filter=Array([Name.FlateDecode, Name.FlateDecode]))
    return saved(made, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def docx(*, words: str = "Bonjour", more: dict[str, bytes] | None = None, types: str = _WORD) -> bytes:
    override = f'<Override PartName="/word/document.xml" ContentType="{types}"/>'
    parts = {
        "[Content_Types].xml": f"<Types>{override}</Types>".encode(),
        "word/document.xml": (
            f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p>'
            "<w:p><w:r><w:t>Docteur</w:t><w:tab/><w:t>Bernard</w:t></w:r></w:p></w:body></w:document>"
        ).encode(),
    }
    return zipped(parts | (more or {}))


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx_with_external(kind: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationship Type="http://x/{kind}" Target="http://x/" TargetMode="External"/>'
    return docx(more={"word/_rels/a.xml.rels": f'<Relationships xmlns="{space}">{relation}</Relationships>'.encode()})


def docx_with_entities() -> bytes:
    """A Word document whose words multiply a billion times, or read a file of the server."""
    entities = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">'
    return docx(more={"word/header1.xml": f"<!DOCTYPE x [{entities}]><x>&b;&c;</x>".encode()})
