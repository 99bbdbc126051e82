"""What is published about each kind of mistake in releases, in their history and in a published site."""

from __future__ import annotations

from folkmoot.data.problems import Severity
from folkmoot.data.rule_docs import RuleDoc

RELEASE_RULES: tuple[RuleDoc, ...] = (
    # Looking back
    RuleDoc(
        "later-rows",
        "On an earlier day nothing counts that happened later",
        "A check or a build of an earlier day, by `--as-of`, `as_of` or SOURCE_DATE_EPOCH, leaves what happened after "
        "it out of figures, pages, feeds and calendars, and says here how many rows of which tables these are.",
        Severity.WARNING,
    ),
    # The last release
    RuleDoc(
        "release-unseen",
        "The last release is in the history",
        "The check compares the datasets with the last release: what was published stays. It can't where the history "
        "isn't there, as in a shallow clone or a copy without git. Fetch the whole history.",
        Severity.NOTE,
    ),
    # Making a release
    RuleDoc(
        "release-uncommitted",
        "A release is made of what was committed",
        "It is rebuilt from git for ever; what is in no commit can't be. Add and commit the file, then make the "
        "release. Where git was told to overlook the file, by .gitignore or by git update-index, take that back first.",
    ),
    RuleDoc(
        "release-unchanged",
        "A release holds something that the last one didn't",
        "Two versions of the same data would only puzzle those who cite them.",
    ),
    RuleDoc(
        "release-name",
        "A released file has a name that can be an address",
        "Names that begin with a dot, or hold control characters or backslashes, can't be offered for download. Rename "
        "the file, or take it out of the datasets.",
    ),
    RuleDoc(
        "release-lost-id",
        "An identifier that was published stays",
        "Others have cited it. Give the row back, or name what stands in its place, or the reason why nothing does, in "
        "the table redirects. Four identifiers of a public register were lost, two of them in patch releases.",
    ),
    RuleDoc(
        "release-lost-words",
        "Redirects, errata and redactions stay",
        "A redirect keeps an old address alive, an erratum says why a figure is another one now, and a redaction keeps "
        "what was taken back out of the older releases. Give the row back. A redirect may go once its identifier "
        "stands again.",
    ),
    RuleDoc(
        "release-event-altered",
        "What happened is corrected, not overwritten",
        "A ballot, an answer or a report on progress that was published keeps its cells. Where one was wrong, "
        "correct it "
        "and add a row to the table errata: table, row, field, old, new, date and reason. Empty cells may be filled.",
    ),
    RuleDoc(
        "release-meaning",
        "A column that was published keeps its meaning",
        "Its type and the values that were used mean what they meant. Something new gets a new column or a new value.",
    ),
    # The ledger
    RuleDoc(
        "release-form",
        "Every entry of the ledger has all its fields",
        "The ledger datasets/_releases.yaml is written by folkmoot release and by nothing else. Restore it with git.",
    ),
    RuleDoc(
        "release-order",
        "Releases follow each other",
        "Each has a later version than the one before, and isn't dated before it. Restore the ledger with git.",
    ),
    RuleDoc(
        "release-chain",
        "Each entry of the ledger holds the hash of the one before it",
        "If it doesn't, the entry before was altered after the release was made. Restore the ledger with git; "
        "git log -p datasets/_releases.yaml shows who changed it.",
    ),
    RuleDoc(
        "release-altered",
        "An entry of the ledger stays as it was first committed",
        "The history of the file holds another version of this entry. Restore it from the commit that is named.",
    ),
    # The history
    RuleDoc(
        "release-lost",
        "The history holds the datasets of every release",
        "No commit of this branch has the tree that the ledger names: commits were amended, rebased or dropped after "
        "the "
        "release, or the entry was altered. Bring the old commits back, from another clone if need be.",
    ),
    RuleDoc(
        "release-manifest",
        "The ledger names the checksums of the release's files",
        "The files in the history have others, so the entry was altered. Restore the ledger with git.",
    ),
    RuleDoc(
        "release-schemas",
        "The schemas of a release are kept beside it",
        "The folder releases/ holds the schemas of each time, which say what the old files mean. Restore the file "
        "with git.",
    ),
    RuleDoc(
        "release-tag",
        "A tag with the name of a release agrees with the ledger",
        "It leads to a commit with other datasets, so that the tag was moved or the entry altered. Compare with an "
        "older "
        "clone before you correct either.",
    ),
    RuleDoc(
        "release-signature",
        "A signature fits what was signed",
        "Git says that the commit or tag of a release is not what was signed. Ask the one who signed it.",
    ),
    RuleDoc(
        "redaction-unmet",
        "A redaction finds the cell that it takes out",
        "No older release holds this row and column, so that what it was meant to take out would stay published.",
    ),
    # A published site
    RuleDoc(
        "site-manifest",
        "A site lists its files in manifest.json",
        "Without the list nothing can be verified. Give the root of the site.",
    ),
    RuleDoc(
        "site-changed",
        "A published file is what the manifest says",
        "Its SHA-256 is another, if only by a byte. Some hosts rewrite pages; see what differs, then publish the "
        "site again.",
    ),
    RuleDoc(
        "site-missing",
        "Every file of the manifest is there",
        "It was deleted, or never copied. Publish the site again.",
    ),
    RuleDoc(
        "site-added",
        "Nothing is published that the manifest doesn't name",
        "Somebody or something put a file there after the site was built.",
    ),
    RuleDoc(
        "site-chain",
        "The entries of the manifest hold each other's hashes",
        "An entry was altered after the site was built, or the site was put together of two.",
    ),
    RuleDoc(
        "site-release",
        "The files of a release are those that its ledger entry names",
        "They, or the entry, were altered after the release was made.",
    ),
    RuleDoc(
        "site-rewritten",
        "A release is what it was when the manifest was kept",
        "The manifest that you kept names other files for it: the record was rewritten in between. Keep both.",
    ),
    RuleDoc(
        "site-ledger",
        "The site and the repository have the same releases",
        "One of them was altered. The chain of hashes tells which.",
    ),
    RuleDoc(
        "site-commit",
        "The history holds the commit of which a site was made",
        "The branch was rewritten after the site was published.",
    ),
)
