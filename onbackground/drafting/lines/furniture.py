"""What belongs to a page and not to its transcript: buttons, banners, page numbers. A row is a whole line."""

from __future__ import annotations

from onbackground.drafting.lines.tables import Row

FURNITURE: tuple[Row, ...] = (
    Row(r"share(?: this)?(?: page| post| on .*)?", "Share this page", "Share the burden with us"),
    Row(r"tweet|facebook|twitter|linkedin|whatsapp|pinterest", "Tweet", "Tweets were sent"),
    Row(r"print(?:er[- ]friendly.*|able.*)?", "Printer-friendly version", "Print it, he said"),
    Row(r"e-?mail(?: this.*)?", "Email this page", "Email was sent"),
    Row(r"copy (?:link|url).*", "Copy link", "Copy the text"),
    Row(r"back to top.*|top|return to:?.*", "Back to top", "Top officials met"),
    Row(r"home|menu|news|search(?: form)?|additional links|publication date", "Search form", "News of the talks"),
    Row(r"skip to (?:main )?content.*", "Skip to main content", "Skip to the end"),
    Row(r"view header|printable banner", "View Header", "View the banner"),
    Row(r"you are in:.*", "You are in: Bureaus > Remarks", "You are in the room"),
    Row(r".*(?:\|.*){3,}|.*\|\|.*|\|+", "Home | News | Photos | Contact", "yes | no"),
    Row(r"(?:previous|next)(?: article| post)?", "Next article", "Next week"),
    Row(r"diplomacy in action", "Diplomacy in Action", "Diplomacy is action"),
    Row(r"here[’']s how you know.*", "Here’s how you know", "Here’s how you do it"),
    Row(
        r"an official website of the united states.*",
        "An official website of the United States government",
        "An official",
    ),
    Row(
        r"you are viewing.{0,20}archived content.*|archived content", "You are viewing archived content", "archive"
    ),
    Row(
        r"(?:national archives )?(?:this is )?historical material.{0,20}frozen in time.*",
        "This is historical material “frozen in time”",
        "This is historical",
    ),
    Row(r"\[pages \d.*\]", "[Pages 3 to 7 are missing]", "[Pages are missing]"),
    Row(r"\[{0,2}page \d+(?: of \d+)?\]{0,2}", "Page 1 of 2", "Page one of the paper"),
    Row(r"[-–—]\s*\d{1,3}\s*[-–—]|\d{1,3}", "- 12 -", "1234"),
    Row(r"<[A-Z]\d+>", "<P3>", "<3>"),
    Row(
        r"\[(?:online from|from) the (?:government|u\.s\. government).*\]",
        "[From the U.S. Government]",
        "[from the lake]",
    ),
    Row(r"unknown tag could not be displayed\.?", "Unknown tag could not be displayed.", "An unknown tag"),
    Row(r"tags?:? .*", "Tags: ferry, lake", "Tagged: ferry"),
    Row(r"related (?:content|articles|items|tags|links|documents)\b.*", "Related Content", "Related to the talks"),
    Row(r"advertisement.{0,60}", "Advertisement - scroll to continue", "An advertisement"),
    Row(
        r"(?:view|watch|listen to|download|play)(?: the)? (?:video|audio|slides|photos?|transcript|mp3|pdf|webcast|"
        r"briefing)\b.*",
        "Download the PDF",
        "Watch the border",
    ),
    Row(r"\[?(?:video|audio)(?: clip| available| link)?\b.{0,40}", "[Video available]", "A video was shown"),
    Row(r"also available in .*", "Also available in Arabic", "Also in Arabic"),
    Row(r"(?:read )?in (?:arabic|french|russian|spanish|chinese|persian|portuguese|urdu)", "In French", "In France"),
    Row(
        r"the office of (?:website management|electronic information).*",
        "The Office of Electronic Information manages this site",
        "The Office of the Spokesperson",
    ),
    Row(
        r"external links to other internet sites.*",
        "External links to other Internet sites should not",
        "External links",
    ),
    Row(
        r"note: documents in portable document format.*",
        "Note: Documents in Portable Document Format (PDF)",
        "Note: PDF",
    ),
    Row(
        r"to view the .{0,80}(?:slides|video|transcript|charts?)\b.*",
        "To view the slides, click here",
        "To view the lake",
    ),
    Row(r".{0,40}\bslides?\b.{0,60}https?://\S+", "Slides: https://example.org/a", "Slides are on the site"),
    Row(r"\(?(?:more|continued)\)?", "(more)", "More of it"),
    Row(r"by [^|]{3,80}\|[^|]+\|\s*topics?:.*", "By Jo Low | May 3 | Topic: Lakes", "By Jo Low | May 3"),
    Row(
        r"for information media\. not an official record\.?",
        "For information media. Not an official record.",
        "For media",
    ),
    Row(r"link to (?:the )?(?:video|audio|recording|press conference)\b.*", "Link to the video: a", "Link to the lake"),
    Row(r"https?://\S+|www\.\S+", "https://example.org/a", "https://example.org/a is the page"),
    Row(r"last updated?:?.*|updated:.{0,40}", "Last updated: May 3, 2091", "Updated numbers came"),
    Row(r"last (?:published date|reviewed|modified).*", "Last reviewed May 3, 2091", "Last week"),
    Row(r"posted (?:on|by|in):?.{0,60}", "Posted on May 3, 2091", "Posted guards"),
    Row(r"photo(?: by| of|:).{0,80}|.{3,40} photo|getty images.*", "Photo by Jo Low", "Photos were taken"),
    Row(r"was this page helpful\??", "Was this page helpful?", "Was this helpful?"),
    Row(
        r"[\[(](?:this )?transcript (?:was )?prepared\b.{0,60}[\])]",
        "(This transcript was prepared by a reporter)",
        "This transcript was prepared",
    ),
    Row(r"to order a (?:video|copy|transcript) of this .*", "To order a transcript of this program", "To order a copy"),
    Row(r"for information on subscribing to .*", "For information on subscribing to the wire", "For information"),
    Row(r"unauthorized reproduction,.*", "Unauthorized reproduction, in any form, is prohibited", "Unauthorized use"),
    Row(r"\(?\d{3}\)?[ -]\d{3}-\d{4}", "(202) 555-0100", "202 555"),
    Row(r"\d{2,5} .{1,40} street\b.{0,20}", "1600 Harbour Street", "16 streets"),
    Row(r".{2,30}, ?[a-z.]{2,4} \d{5}", "Lake Town, DC 20500", "Lake Town, 20500"),
    Row(r"courtesy of .{0,60}", "Courtesy of the Harbour Wire", "A courtesy"),
    Row(r"contact us.*|privacy (?:policy|notice).*", "Privacy Policy", "Private policy"),
    Row(r"copyright .*|©.*", "Copyright 2091 Harbour Wire", "Copyrighted text"),
)
