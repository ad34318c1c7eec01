"""Files with a name planted behind every door, for the tests of the cleaned copy."""

import zipfile
from io import BytesIO

from docx import Document
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DecodedStreamObject, NameObject, TextStringObject

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#: Every planted name is a word of its own, so that a leak says where it came from.
PLANTED = (
    "Corea", "Lastova", "Companova", "Managerova", "Customova", "Commentova", "Initova",
    "Peopleva", "Insertova", "Deletova", "Movedova", "Formatova", "Rsidova", "Variablova",
    "Templatova", "Linkova", "Mailova", "Hiddenova", "Styleova", "Objectova", "Thumbnova",
    "Exifova", "Pngova", "Xmlova", "Boundova", "Pathova", "Fieldova", "Smartova", "Mergeova",
    "Labelova",
)  # fmt: skip


def jpeg() -> bytes:
    file = BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Exifova"
    Image.new("RGB", (8, 8), "red").save(file, "JPEG", exif=exif, comment=b"Exifova")
    return file.getvalue()


def png() -> bytes:
    file, info = BytesIO(), PngInfo()
    info.add_text("Author", "Pngova")
    info.add_itxt("XML:com.adobe.xmp", "<x>Pngova</x>")
    Image.new("RGB", (8, 8), "blue").save(file, "PNG", pnginfo=info)
    return file.getvalue()


BODY = """
<w:p w:rsidR="00Rsidova"><w:r><w:t>Программа «Шахматы»</w:t></w:r></w:p>
<w:p><w:commentRangeStart w:id="1"/><w:ins w:id="5" w:author="Insertova"><w:r><w:t>вставлено</w:t></w:r></w:ins>
<w:del w:id="6" w:author="Deletova"><w:r><w:delText>Deletova</w:delText></w:r></w:del><w:commentRangeEnd w:id="1"/>
<w:r><w:commentReference w:id="1"/></w:r><w:moveTo w:id="7" w:author="Movedova"><w:r><w:t xml:space="preserve"> сюда</w:t></w:r></w:moveTo>
<w:r><w:rPr><w:b/><w:rPrChange w:id="8" w:author="Formatova"><w:rPr/></w:rPrChange></w:rPr><w:t xml:space="preserve"> жирно</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Hiddenova</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>Styleova</w:t></w:r>
<w:hyperlink r:id="rLink"><w:r><w:t>папка</w:t></w:r></w:hyperlink><w:hyperlink r:id="rMail"><w:r><w:t> почта</w:t></w:r></w:hyperlink>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDEPICTURE "C:\\Users\\Fieldova\\a.png"</w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> рисунок</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:p><w:sdt><w:sdtPr><w:dataBinding w:xpath="/Boundova" w:storeItemID="x"/></w:sdtPr><w:sdtContent><w:r><w:t>связано</w:t></w:r></w:sdtContent></w:sdt>
<w:smartTag w:element="PersonName"><w:smartTagPr><w:attr w:name="ID" w:val="Smartova"/></w:smartTagPr><w:r><w:t xml:space="preserve"> умно</w:t></w:r></w:smartTag>
<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Objectova" r:id="rOle"/></w:object></w:r></w:p>
<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
<wp:docPr id="1" name="Рисунок 1" descr="C:\\Users\\Pathova\\Desktop\\доска.jpg"/></wp:inline></w:drawing></w:r></w:p>
"""  # noqa: E501
SETTINGS = f"""<w:settings {W} {R}><w:rsids><w:rsid w:val="00Rsidova"/></w:rsids>
<w:docVars><w:docVar w:name="a" w:val="Variablova"/></w:docVars><w:attachedTemplate r:id="rT"/>
<w:mailMerge><w:connectString w:val="Mergeova"/></w:mailMerge></w:settings>"""
STYLES = f"""<w:styles {W}><w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/>
<w:rPr><w:vanish/></w:rPr></w:style></w:styles>"""
EXTRA = {
    "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/'
    '2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Corea'
    "</dc:creator><cp:lastModifiedBy>Lastova</cp:lastModifiedBy></cp:coreProperties>",
    "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Company>Companova</Company><Manager>Managerova</Manager></Properties>',
    "docProps/custom.xml": "<Properties><property name='Customova'/></Properties>",
    "docProps/thumbnail.jpeg": b"Thumbnova",
    "docMetadata/LabelInfo.xml": "<a>Labelova</a>",
    "customXml/item1.xml": "<a>Xmlova</a>",
    "word/comments.xml": f'<w:comments {W}><w:comment w:id="1" w:author="Commentova" w:initials='
    '"Initova"><w:p/></w:comment></w:comments>',
    "word/people.xml": '<p xmlns="x" author="Peopleva"/>',
    "word/settings.xml": SETTINGS,
    "word/styles.xml": STYLES,
    "word/embeddings/oleObject1.bin": b"Objectova",
    "word/media/image1.jpg": jpeg(),
    "word/media/image2.png": png(),
    "word/_rels/settings.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package'
    f'/2006/relationships"><Relationship Id="rT" Type="{KINDS}attachedTemplate" TargetMode='
    '"External"'
    ' Target="file:///C:/Users/Templatova/x.dotx"/></Relationships>',
}
PICTURES = (
    '<Default Extension="jpg" ContentType="image/jpeg"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/people.xml" ContentType="application/xml"/>'
)
RELATIONS = (
    ("rLink", "hyperlink", "file:///C:/Users/Linkova/план.docx"),
    ("rMail", "hyperlink", "mailto:mailova@example.ru?subject=Mailova"),
    ("rOle", "oleObject", "embeddings/oleObject1.bin"),
    ("rCom", "comments", "comments.xml"),
    ("rPic", "image", "media/image1.jpg"),
    ("rPic2", "image", "media/image2.png"),
)


def planted_docx() -> bytes:
    empty, file = BytesIO(), BytesIO()
    Document().save(empty)
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name in EXTRA:
                continue
            content = old.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                content = f"<w:document {W} {R}><w:body>{BODY}<w:sectPr/></w:body></w:document>"
            if name == "word/_rels/document.xml.rels":
                content = content.replace("</Relationships>", relations() + "</Relationships>")
            if name == "[Content_Types].xml":
                content = content.replace("<Override", PICTURES + "<Override", 1)
            new.writestr(name, content.encode("utf-8", "surrogateescape"))
        for name, content in EXTRA.items():
            new.writestr(name, content)
    return file.getvalue()


def relations() -> str:
    outside = ' TargetMode="External"'
    return "".join(
        f'<Relationship Id="{name}" Type="{KINDS}{kind}" Target="{target}"'
        f"{outside if ':' in target else ''}/>"
        for name, kind, target in RELATIONS
    )


def planted_pdf() -> bytes:
    picture = Image.open(BytesIO(jpeg()))
    file = BytesIO()
    picture.save(file, "PDF")
    writer = PdfWriter(clone_from=PdfReader(BytesIO(file.getvalue())))
    writer.add_metadata({"/Author": "Corea", "/Keywords": "Lastova", "/Title": "Companova"})
    photo = next(iter(writer.pages[0]["/Resources"]["/XObject"].values())).get_object()
    photo._data = jpeg()
    packet = DecodedStreamObject()
    packet.set_data(b"<x:xmpmeta>Xmlova</x:xmpmeta>")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(packet)
    note = Text(rect=(1, 1, 9, 9), text="Insertova")
    note[NameObject("/T")] = TextStringObject("Commentova")
    writer.add_annotation(0, note)
    writer.add_attachment("Objectova.txt", b"Objectova")
    writer.pages[0][NameObject("/PieceInfo")] = TextStringObject("Managerova")
    first = BytesIO()
    writer.write(first)
    second = PdfWriter(BytesIO(first.getvalue()), incremental=True)
    second.add_metadata({"/Author": "Lastova"})
    file = BytesIO()
    second.write(file)
    return file.getvalue()


def gif() -> bytes:
    file = BytesIO()
    Image.new("P", (4, 4), 1).save(file, "GIF", comment=b"Gifova")
    return file.getvalue()


def webp() -> bytes:
    file, exif = BytesIO(), Image.Exif()
    exif[0x013B] = "Webpova"
    Image.new("RGB", (4, 4), "red").save(file, "WEBP", exif=exif, xmp=b"Webpova", lossless=True)
    return file.getvalue()
