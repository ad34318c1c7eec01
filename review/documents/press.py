"""The press: the process that runs WeasyPrint. Started by ``printing.pdf``, never imported for it.

Reads an order (JSON) from standard input and writes the PDF to standard output. Ends with
``UNAVAILABLE`` when Pango is missing and ``FAILED`` when the page cannot be drawn.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import DataHandler, Request

from review.documents import apart

if TYPE_CHECKING:
    from weasyprint import Attachment

FAILED = 3
UNAVAILABLE = 4
STATIC = Path(__file__).resolve().parents[1] / "static"
OWN_FILES = {
    ".ttf": "font/ttf",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
# The thin spaces of number formats are missing in the typeface; drawn empty they spoil PDF/A.
SPACES = {0x202F: 0xA0, 0x2009: 0xA0}
PDFUA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def own_file(url: str) -> tuple[bytes, str]:
    """The bytes and type of one of our own static files or of a ``data:`` address.

    Raises ValueError for any other address: network, other folders, links out of the folder.
    """
    if url.startswith("data:"):
        answer = DataHandler().data_open(Request(url))  # noqa: S310 (data: only)
        return answer.read(), answer.headers.get_content_type()
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    known = path.suffix in OWN_FILES and path.is_relative_to(STATIC) and path.is_file()
    if parts.scheme != "file" or parts.netloc or not known:
        raise ValueError(f"the address is denied: {url[:200]}")
    return path.read_bytes(), OWN_FILES[path.suffix]


def draw(order: dict[str, Any]) -> bytes:
    """The PDF of an order; deterministic. Raises what WeasyPrint raises."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        """Lets nothing in but the package's static files and ``data:``."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            body, kind = own_file(url)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    page = HTML(
        string=order["html"].translate(SPACES),
        base_url=STATIC.as_uri() + "/",
        url_fetcher=OwnFilesOnly(),
    )
    document = page.render(font_config=FontConfiguration(), pdf_variant="pdf/a-3a")
    document.metadata.title = order["title"]
    document.metadata.lang = order["language"]
    document.metadata.attachments = []
    made: bytes = document.write_pdf(
        pdf_variant="pdf/a-3a",
        pdf_identifier=sha256(json.dumps(order, sort_keys=True).encode()).digest()[:16],
        attachments=[_attachment(described) for described in order["attachments"]],
        finisher=finish,
    )
    return made


def finish(document: Any, pdf: Any) -> None:
    """Make the PDF valid PDF/A-3a and PDF/UA-1 together (both ask for words in the XMP packet).

    PDF/A wants the packet uncompressed, and the PDF/UA property declared as an extension.
    """
    for thing in pdf.objects:
        if getattr(thing, "extra", {}).get("Type") == "/Metadata":
            thing.compress = False
            thing.stream = [_with_pdfua(part) for part in thing.stream]
        elif getattr(thing, "compress", False) and _ends_in_line_end(thing):
            thing.compress = False


def _ends_in_line_end(stream: Any) -> bool:
    # A checksum that happens to end in CR or LF melts into the line end before "endstream",
    # and readers that look for the end there count another length than the one declared.
    data: bytes = stream.data.removesuffix(b"\nendstream")
    return data.endswith((b"\r", b"\n"))


def _with_pdfua(part: bytes) -> bytes:
    return part.replace(b"</rdf:RDF>", PDFUA.encode() + b"</rdf:RDF>")


def _attachment(described: dict[str, str]) -> "Attachment":
    from weasyprint import Attachment

    moment = datetime.fromisoformat(described["created"]).astimezone(UTC)
    return Attachment(
        url=f"data:{described['media_type']};base64,{described['data']}",
        name=described["name"],
        description=described["description"],
        created=moment,
        modified=moment,
        relationship="Data",
    )


def main() -> int:
    """Draw the order on standard input; the exit code says what went wrong."""
    order = json.load(sys.stdin.buffer)
    apart.limit(order["seconds"], order["megabytes"])
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        print(error, file=sys.stderr)
        return UNAVAILABLE
    try:
        made = draw(order)
    except (Exception, MemoryError) as error:  # the parent words it; a traceback helps nobody
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return FAILED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
