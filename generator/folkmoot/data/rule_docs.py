"""What is published about each kind of mistake; here for those in the shape of a file, a table or a cell."""

from __future__ import annotations

from dataclasses import dataclass

from folkmoot.data.problems import Severity


@dataclass(frozen=True, slots=True)
class RuleDoc:
    """What the documentation says of one code: the rule in a line, then why it holds and what to do."""

    code: str
    title: str
    text: str
    severity: Severity = Severity.ERROR


SHAPE_RULES: tuple[RuleDoc, ...] = (
    # Folders and files
    RuleDoc(
        "no-assembly",
        "There is a folder for at least one assembly",
        "Without one there is nothing to publish. Make one with `folkmoot new-assembly SLUG`.",
    ),
    RuleDoc(
        "table-missing",
        "An assembly's folder holds every table that it can't do without",
        "These are assembly.yaml, which says what the assembly is, and recommendations. Add the file; a table without "
        "rows needs its line of column names only.",
    ),
    RuleDoc(
        "table-unknown",
        "A file is named after a table",
        "Its columns are those of a table, or its name is nearly that of one, but its rows are not published. Rename "
        "the file to what is suggested.",
    ),
    RuleDoc(
        "table-twice",
        "A table lies in one file",
        "It may be a .csv or a .yaml file. With both, nobody could tell which one holds. Merge them and delete one.",
    ),
    RuleDoc(
        "file-ignored",
        "Everything in the datasets folder is meant to be published",
        "This file or folder is not a table and not a document, or a backup that an editor left, so that nothing of it "
        "is shown. Move it elsewhere, "
        "above all if it holds something private.",
        Severity.WARNING,
    ),
    RuleDoc(
        "table-misplaced",
        "A table lies in the folder of its assembly",
        "Beside the folders it belongs to none, and none of its rows is shown. Move it into the folder of its "
        "assembly, or into _shared where it is common to all.",
    ),
    RuleDoc(
        "file-copy",
        "No old copy of a table lies beside it",
        "Such as responses (1).csv, Copy of responses.csv or responses_old.csv. Nobody can tell whether the copy or"
        " the table has the right rows, and what stands in the copy alone is not shown. Keep the right one; git has"
        " what was before.",
    ),
    RuleDoc(
        "each-row-a-person",
        "No file lists persons",
        "A table or document with a row for each person, such as applicants, members or recipients of a newsletter,"
        " is told by the names of its columns in eight languages or by what they hold: e-mail addresses, telephone "
        "numbers, days of birth. So is a profile of the members with a value for each of them. Nothing of it is "
        "shown, not even the names of its columns. Delete the file. Since a repository keeps what was deleted, take"
        " it out of its history too (`git filter-repo --invert-paths --path FILE`), and if it was pushed, tell "
        "those who answer for the data.",
    ),
    RuleDoc(
        "document-name",
        "The name of a document can be an address on every system",
        "It is made of lower-case letters a to z and digits, with one of . - _ between them, and ends in pdf, png, "
        "jpg, jpeg, webp, txt or csv. Spaces, accents and capitals are written in several ways by several systems, "
        "so that a link works on one computer and not on another. A workbook can hide sheets: save the one that is "
        "meant as CSV.",
    ),
    RuleDoc(
        "document-unlisted",
        "A row of documents names each document that is kept here",
        "Without one, a file would be published of which nobody is told what it is and under which licence. Add a "
        "row, or move the file elsewhere.",
    ),
    RuleDoc(
        "file-ending",
        "The name of a table's file ends in .csv or .yaml",
        "Other endings, .yml among them, are not read: one way to write a name leaves no doubt which file is meant. "
        "Rename the file.",
    ),
    RuleDoc(
        "not-a-regular-file",
        "Everything in the datasets folder is a plain file or a plain folder",
        "A link could lead out of the folder and publish what was never meant to be. Put the file itself there.",
    ),
    RuleDoc(
        "not-shared",
        "Only some tables may lie in the shared folder",
        "Authorities, topics, documents and speakers may be common to several assemblies; every other table belongs to "
        "one of them. Move the file into the folder of that assembly.",
    ),
    RuleDoc(
        "file-too-large",
        "A file is of a size that people can review",
        "At most 64 MiB, 500 columns and a million rows; 500,000 values in YAML. Split the table, or put the data into "
        "an archive and link to it.",
    ),
    RuleDoc(
        "file-empty",
        "A table has at least its column names",
        "The file holds nothing. A table without rows still has a first line with the names of its columns; in YAML, "
        "write []. Or delete the file.",
    ),
    RuleDoc(
        "not-a-table",
        "A file is what its name says",
        "What it begins with is that of another format: an Excel workbook that was renamed, a PDF, a saved web page, "
        "an archive, or the pointer that git-lfs leaves. Open it in the program that made it and save it as CSV UTF-8.",
    ),
    RuleDoc(
        "too-many-problems",
        "A file with many mistakes doesn't fill the screen",
        "Of one file, or of one rule in one file, a hundred are listed. Often all have one cause: mend the first, and "
        "check again.",
    ),
    # Tables that were made for the eye
    RuleDoc(
        "title-row",
        "A table begins with its header",
        "What stands above it, such as a title, a date or empty rows, is for the eye; a computer takes it for the "
        "names of the columns. Delete it; the table's name and its page say what it is.",
    ),
    RuleDoc(
        "merged-cells",
        "A value stands in every row for which it holds",
        "Merged cells keep theirs in the first row only, and the rows below belong to nothing. Take the cells apart in "
        "the spreadsheet and fill each of them.",
    ),
    RuleDoc(
        "total-row",
        "Every row is a record",
        "A row of totals below the others would be counted as one more of them. Delete it: totals are worked out.",
    ),
    # Characters
    RuleDoc(
        "not-utf8",
        "A file is stored as UTF-8",
        "Some programs still save other encodings, and a tool that guesses turns Hélène into nonsense unnoticed. "
        "In Excel choose *CSV UTF-8* when saving, in LibreOffice the character set *Unicode (UTF-8)*.",
    ),
    RuleDoc(
        "line-ends",
        "Lines end as on Windows or Unix",
        "A bare carriage return ends a line in very old programs only; others show the whole table as one line. Save "
        "the file again with a current program.",
    ),
    RuleDoc(
        "merge-conflict",
        "No merge is left half done",
        "Git has marked two versions of the same lines. Keep the right one of them and delete the lines beginning with "
        "<<<<<<<, ======= and >>>>>>>.",
    ),
    RuleDoc(
        "text-control",
        "Text holds no control characters",
        "They come with text copied from a PDF or a terminal; browsers and spreadsheets disagree on them. Delete the "
        "character, or type the word again.",
    ),
    RuleDoc(
        "text-invisible",
        "Text holds no invisible characters",
        "Zero-width spaces, soft hyphens and marks that turn the direction of writing make two texts differ that look "
        "alike, and can hide what a line really says. Delete the character, or type the word again.",
    ),
    RuleDoc(
        "cell-padded",
        "A cell neither begins nor ends with white space",
        "Leeds and Leeds with a space behind it are two places to a computer. Delete the space, the tab or the "
        "no-break space.",
    ),
    RuleDoc(
        "cell-too-long",
        "A cell holds at most 20,000 characters",
        "That is about ten pages. Put longer texts into a document and link to it. In CSV the cause may also be a "
        "quotation mark that isn't closed.",
    ),
    # CSV
    RuleDoc(
        "csv-sep-line",
        "A table begins with its column names",
        "A first line such as sep=; is read by Excel alone. Delete it, and save the cells divided by commas.",
    ),
    RuleDoc(
        "csv-delimiter",
        "The cells of a CSV file are divided by commas",
        "Where a comma is the decimal mark, Excel divides by semicolons. Save the file with commas: in LibreOffice "
        "choose *Edit filter settings*, in Excel use a spreadsheet made by folkmoot, or replace the semicolons.",
    ),
    RuleDoc(
        "csv-quote",
        "Quotation marks enclose a whole cell",
        "A cell in quotation marks begins and ends with one, and one inside it is doubled. One that is never closed "
        "swallows the rest of the file, so that the line named is where it was opened.",
    ),
    RuleDoc(
        "csv-ragged",
        "Each row has as many cells as there are columns",
        "Too many cells often mean a comma inside a text that isn't in quotation marks; too few, a row that was cut "
        "off. A reader that fills up or drops cells would put values under wrong columns.",
    ),
    RuleDoc(
        "csv-blank-line",
        "There are no blank lines between rows",
        "A blank line may be the place of a row that was lost. Delete it.",
    ),
    RuleDoc(
        "csv-empty-row",
        "Each row holds something",
        "Rows of commas alone are left over when cells are cleared in a spreadsheet. Delete the whole row there.",
    ),
    RuleDoc(
        "header-duplicate",
        "Each column has a name of its own",
        "With the same name twice, nobody can tell which column holds. Delete or rename one.",
    ),
    RuleDoc(
        "header-padded",
        "The name of a column neither begins nor ends with white space",
        "With a space behind it, `id` is another name, though it looks the same in a spreadsheet. Delete the space.",
    ),
    RuleDoc(
        "header-empty",
        "Each column has a name",
        "A comma too many in the first line makes a column without one. Name the column, or delete it in every line.",
    ),
    # YAML
    RuleDoc(
        "yaml-syntax",
        "A YAML file keeps the form of YAML",
        "The most frequent slips are a colon inside a text that isn't in quotation marks, a tab instead of spaces, and "
        'lines that aren\'t indented alike. Write a text with a colon in quotes: `title: "Homes: a register"`.',
    ),
    RuleDoc(
        "yaml-shape",
        "A YAML table is a list of records, assembly.yaml one record",
        "Each record of a list begins with a hyphen and has columns with one value each, or a list of plain values.",
    ),
    RuleDoc(
        "yaml-nested",
        "A value holds no table of its own",
        "Only coverage may be kept as a list inside assembly.yaml. Every other table is a file of its own.",
    ),
    RuleDoc(
        "yaml-duplicate-key",
        "A record names each column once",
        "Most readers of YAML keep the last value and drop the others without a word. Delete one of them.",
    ),
    RuleDoc(
        "yaml-key",
        "Before the colon stands the name of a column",
        "Lists, mappings and empty keys can't be columns.",
    ),
    RuleDoc(
        "yaml-list-item",
        "A list in a cell holds plain values without semicolons",
        "Lists are published with semicolons between the values, so that no value may hold one. None may be empty.",
    ),
    RuleDoc(
        "yaml-anchor",
        "Values are written out, without anchors",
        "An anchor (&name) stores a value to use it again. Who reads the file in a review must look it up, and "
        "a few of them can expand to more than any memory holds. In a text, put it into quotation marks.",
    ),
    RuleDoc(
        "yaml-alias",
        "Values are written out, without aliases",
        "An alias (*name) repeats a value from elsewhere. Write the value itself. A text that begins with an asterisk "
        "stands in quotation marks.",
    ),
    RuleDoc(
        "yaml-merge-key",
        "Values are written out, without merge keys",
        "The key << copies a whole record from elsewhere. Write the values themselves.",
    ),
    RuleDoc(
        "yaml-tag",
        "Values have no tags",
        "A tag (!name) tells a program what to make of a value; the schema says it already, and some programs run code "
        "for it. Delete the tag; a text that begins with an exclamation mark stands in quotation marks.",
    ),
    RuleDoc(
        "yaml-documents",
        "A YAML file holds one document",
        "Three hyphens begin another document, which most programs would pass over; lines with % are instructions to "
        "the reader. Delete them, or divide the file.",
    ),
    RuleDoc(
        "yaml-depth",
        "A YAML file is not nested deeply",
        "A table is two or three levels deep. Many brackets in a row can crash a reader; a text that begins with one "
        "stands in quotation marks.",
    ),
    RuleDoc(
        "translation-language",
        "A folder of translations is named after its language",
        "The name is a code of BCP 47, such as fr or nl-BE, and becomes part of the addresses of its pages.",
    ),
    # Columns and cells
    RuleDoc(
        "column-unknown",
        "Each column is one that the table's schema names",
        "A column with a misspelled name would be left out of every page and every download; a public register has had "
        "a column faciliator for years. Correct the name, or take the column out.",
    ),
    RuleDoc(
        "not-translatable",
        "A table of translations has the key and the texts, nothing else",
        "Numbers, dates and choices are the same in every language and stand in the record itself. Take the "
        "column out.",
    ),
    RuleDoc(
        "column-missing",
        "Each column that must be filled is there",
        "The message shows an example of what belongs into it.",
    ),
    RuleDoc(
        "required",
        "What must be given is given",
        "The cell is empty, but the record can't be shown or counted without it. The codebook says what belongs there.",
    ),
    RuleDoc(
        "not-in-list",
        "A value is one of its vocabulary",
        "Only a closed list can be counted and translated. Choose the nearest value; the source's own words have a "
        "column of their own in many tables.",
    ),
    RuleDoc(
        "id-invalid",
        "An identifier is made of lower-case letters, digits and single hyphens",
        "It becomes part of a web address and the name of a file, and must mean the same on every system. It has at "
        "most 64 characters. Make it from a number, not from a wording that may change.",
    ),
    RuleDoc(
        "id-reserved",
        "An identifier is not a reserved name",
        "Some names can't be those of files on Windows (con, nul), others are pages of the site (data, overdue); below "
        "fr lies all of a site that speaks French as well. Choose another one.",
    ),
    RuleDoc(
        "key-duplicate",
        "No two records of a table have the same key",
        "The key is the id or, in tables without one, the columns that the codebook names. The second record would "
        "overwrite the page of the first.",
    ),
    RuleDoc(
        "type-integer",
        "A whole number is written in digits alone",
        "No thousands separators, no decimals, no leading zeros, no units. Unknown is an empty cell, not a dash.",
    ),
    RuleDoc(
        "type-number",
        "A number is written in digits with a decimal point",
        "No thousands separators, no per cent sign, no exponent. Unknown is an empty cell.",
    ),
    RuleDoc("type-boolean", "Yes and no are written true and false", "Unknown is an empty cell."),
    RuleDoc(
        "type-date",
        "A date is written year-month-day",
        "Such as 2024-05-03; or 2024-05, or 2024, where the source gives no more. Nobody can tell which day 03/05/2024 "
        "is, and Excel turns dates into numbers: format the column as text before you type.",
    ),
    RuleDoc(
        "out-of-range",
        "A number lies within the bounds of its column",
        "Shares lie between 0 and 1, percentages between 0 and 100, and counts are not negative.",
    ),
    RuleDoc(
        "too-long", "A text is no longer than its column allows", "Shorten it; there is a longer column for the whole."
    ),
    RuleDoc(
        "address-invalid",
        "A web address begins with https:// or http:// and holds no spaces",
        "Paths of files and bare names of sites can't be followed, and other kinds of addresses can run code. In a "
        "public register, the path of a file stands where an address should.",
    ),
    RuleDoc(
        "form",
        "A value has the form that its column asks for",
        "The message shows an example and says what the column holds.",
    ),
    RuleDoc(
        "formula",
        "A text doesn't begin like a formula",
        "A spreadsheet that opens the download would run what begins with =, +, - or @. Begin with a word.",
    ),
    RuleDoc(
        "list-item",
        "The items of a list are neither empty nor repeated",
        "Items are divided by semicolons. Two of them in a row, or one at the end, leave an empty item.",
    ),
)
