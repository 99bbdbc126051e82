"""Files of which each row is a person, and files that only look like it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from folkmoot import dataset
from folkmoot.data import schemas
from folkmoot.data.files import file_names, people
from folkmoot.history import publishable, schema_snapshot

REGISTERS = {
    "en": "first_name,last_name,email\nAnn,Example,a@example.org\n",
    "en, camels": "FirstName,MobileNumber\nAnn,1\n",
    "fr": "Prénom;Nom de famille;Courriel\nAnne;Exemple;x\n",
    "nl": "voornaam,achternaam,geboortedatum\nAnna,Voorbeeld,1\n",
    "de": "Vorname\tNachname\tTelefonnummer\nAnna\tBeispiel\t1\n",
    "es": "nombre,apellidos,correo electrónico\nAna,Ejemplo,x\n",
    "it": "Nome,Cognome,Codice fiscale\nAnna,Esempio,x\n",
    "pl": "Imię,Nazwisko,PESEL\nAnna,Przykład,1\n",
    "ar": "الاسم الأول,اسم العائلة,رقم الهاتف\nآن,مثال,1\n",
    "name and age": "id,name,gender,age\n1,Ann,f,31\n",
    "a title above": "Applicants of the assembly,,\n\nFirst name,Surname,Town\nAnn,Example,x\n",
    "addresses under any name": "a,b\n1,a@example.org\n2,b@example.org\n3,c@example.org\n",
    "telephone numbers": "a,b\n1,+44 7700 900123\n2,07700 900124\n3,07700900125\n",
    "births beside names": "a,b\nAnn Example,1961-04-02\nBob Example,1990-01-31\nCyd Example,1975-12-05\n",
    "recipients": "Ann Example <a@example.org>\nBob Example <b@example.org>\nc@example.org\n",
    "cards": "BEGIN:VCARD\nFN:Ann\nEND:VCARD\n",
}
OTHERS = {
    "counts": "age,gender,n\n16-24,f,3\n",
    "speakers": "first name,last name,organisation\nMira,Holt,Vale University\n",
    "venues": "name,address,postcode\nTown Hall,1 High Street,AB1 2CD\n",
    "laws": "act,passed\nClimate Act,1990-03-04\nHomes Act,2001-05-06\nWater Act,2010-07-08\n",
    "shares": "a,b\nx,0.1234567890\ny,0.2345678901\nz,0.3456789012\n",
    "days": "day,text\n01/02/2024,x\n02/02/2024,y\n03/02/2024,z\n",
    "a letter": "Dear all,\nwrite to office@example.org.\nYours,\nthe council\n",
    "minutes": "Name: Housing, Address: Town Hall\nWe met, and we spoke.\n",
    "nothing": "",
    "header alone": "first_name,last_name\n",
    "a picture": "\x89PNG\0\0a@example.org,b@example.org",
}


@pytest.mark.parametrize("text", REGISTERS.values(), ids=REGISTERS)
def test_a_list_of_persons_is_told(text: str) -> None:
    assert people.is_register("list.csv", text.encode())


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_only_looks_like_persons_is_not(text: str) -> None:
    assert not people.is_register("list.csv", text.encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_persons_are_told_in_any_encoding(encoding: str) -> None:
    assert people.is_register("list.txt", REGISTERS["fr"].encode(encoding))


def test_persons_in_yaml_and_workbooks_are_told() -> None:
    assert people.is_register("a.yaml", b"- first_name: Ann\n  email: x\n")
    assert people.is_register("a.json", b'[{"first_name":"Ann","email":"x"},{"first_name":"Bob","email":"y"}]')
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", "<sst><si><t>First name</t></si><si><t>E-mail</t></si></sst>")
    assert people.is_register("a.xlsx", packed.getvalue())
    assert not people.is_register("a.xlsx", packed.getvalue()[:60])


def test_nothing_of_a_list_of_persons_is_said() -> None:
    root = Path(__file__).parent / "data/broken/each-row-a-person/datasets"
    said = "\n".join(map(repr, dataset.read(root, "datasets").problems)).lower()
    for word in ("vorname", "first_name", "ann example", "bob@", "téléphone", "geburtsdatum", "0601020304"):
        assert word not in said


def test_a_list_of_persons_in_an_earlier_release_is_withheld() -> None:
    held = {"demo/documents/list.csv": REGISTERS["en"].encode(), "demo/documents/counts.csv": OTHERS["counts"].encode()}
    known = publishable.Known(schemas.load(), schema_snapshot.Snapshot({}, {}))
    found = publishable.withheld(held, held.__getitem__, known, {})
    assert found == {"demo/documents/list.csv": publishable.PERSONS}


@pytest.mark.parametrize(
    ("name", "table", "is_copy"),
    [
        ("responses.csv.txt", "responses", False),
        ("Responses.CSV", "responses", False),
        ("responses.xlsx", "responses", False),
        ("responses (1).csv", "responses", True),
        ("responses - Copy.csv", "responses", True),
        ("Copy of responses.csv", "responses", True),
        ("Kopie von responses (2).csv.txt", "responses", True),
        ("responses_old.csv", "responses", True),
        ("responses.csv.bak", "responses", True),
        ("ballot-counts.csv", "ballot_counts", False),
        ("responses_2024-05-03.csv", "responses", True),
    ],
)
def test_the_table_that_was_meant_is_told_from_the_name(name: str, table: str, is_copy: bool) -> None:
    assert file_names.meant_by(name, schemas.load()) == file_names.Meant(table, is_copy)


def test_other_words_lead_to_tables_that_there_are() -> None:
    assert file_names.other_word_for("Meetings.csv") == "sessions"
    assert file_names.other_word_for("wells.csv") == ""
