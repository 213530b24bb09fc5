# ruff: noqa: E501 - the sources of papers and their tables stay as they are drawn
"""Four layouts that were drawn before the rules and never looked at while these were written: they give the figures."""

from datetime import timedelta
from random import Random

from tests.corpus.analyses import analyses, before
from tests.corpus.layouts_known import PAGE, VACCINES
from tests.corpus.people import Person, Truth, comma, long, plain, slashed


def laboratory_two_units(who: Person, dice: Random) -> tuple[str, Truth]:
    """A laboratory that gives a second unit under each result, its method, and the earlier figure beside it."""
    lab = f"Laboratoire d’analyses médicales {dice.choice(('du Faubourg', 'Exemplaire', 'de la Fontaine'))}"
    earlier = who.day - timedelta(days=dice.randrange(60, 500))
    found = analyses(dice, 14, names=dice.randrange(3))
    rows, family = [], ""
    for one in found:
        if one.family != family:
            family = one.family
            rows.append(f"grid.cell(colspan: 4)[#v(2mm)_{family.capitalize()}_ (sang veineux)]")
        second = f" \\ #h(4mm) soit {one.second}" if one.second else ""
        rows.append(
            f"[{one.name}], [{one.figure} {one.unit}{second}], [de {one.low} à {one.high}], "
            f"[{slashed(earlier)} : {before(dice, one)}]"
        )
    body = (
        PAGE.format(font="DejaVu Sans", size=8.5)
        + f"""
#grid(columns: (1fr, 1fr), [*{lab}* \\ Biologistes : {who.doctor}, {who.other_doctor} \\ 00996 {who.town}],
align(right)[{who.name} \\ DDN : {slashed(who.born)} \\ Demande du {slashed(who.day - timedelta(days=3))}])
#line(length: 100%)
Date de prélèvement : {slashed(who.day)} 07:{dice.randrange(10, 59)} #h(1fr) Compte rendu imprimé le {slashed(who.day + timedelta(days=2))}
#v(2mm)
#align(center)[*Compte rendu d’analyses de biologie médicale*]
#grid(columns: (2.2fr, 1.6fr, 1.4fr, 1.6fr), row-gutter: 5pt, [*Examen*], [*Résultat*], [*Intervalle de référence*], [*Antécédent*],
{", ".join(rows)})
#v(4mm)
Examen microscopique des urines : Leucocytes 4 /mm3, Hématies 1 /mm3.
"""
    )
    truth = Truth("BIOLOGIE", who.day, lab, ("Compte rendu d’analyses de biologie médicale",))
    truth.values = {(one.code, one.kept) for one in found}
    return body, truth


def vaccination_booklet(who: Person, dice: Random) -> tuple[str, Truth]:
    """A page of a booklet: a table of doses, with the next ones to do under it."""
    doses = [
        (
            brand,
            code,
            who.day - timedelta(days=310 * n),
            f"{dice.choice('CDEF')}{dice.randrange(10, 99)}{dice.choice('XYZ')}",
        )
        for n, (brand, code) in enumerate(dice.sample(VACCINES, 4))
    ]
    rows = [f"[{slashed(day)}], [{brand.title()}], [{lot}], [Dr {who.doctor}]" for brand, _, day, lot in doses]
    body = (
        PAGE.format(font="Liberation Serif", size=11)
        + f"""
#align(center)[*Carnet de vaccination*]
Nom : {who.name} \\ Date de naissance : {slashed(who.born)}
#v(3mm)
#table(columns: (1fr, 1.4fr, 1fr, 1.4fr), [*Date*], [*Vaccin*], [*N° de lot*], [*Vaccinateur*],
{", ".join(rows)})
#v(3mm)
À prévoir : {dice.choice(("Grippe", "Pneumocoque"))} à partir du {slashed(who.day + timedelta(days=200))}.
#v(3mm)
Document établi le {slashed(who.day)} par le Dr {who.doctor}
"""
    )
    truth = Truth("DEPISTAG", who.day, f"Dr {who.doctor}", ("Carnet de vaccination",))
    truth.doses = {(code, day) for _, code, day, _ in doses}
    return body, truth


def cardiologist(who: Person, dice: Random) -> tuple[str, Truth]:
    """A specialist's report: signs run together in one line, an earlier result, a target."""
    weight, height = dice.randrange(51, 108), dice.randrange(151, 195)
    high, low = dice.randrange(109, 161), dice.randrange(59, 97)
    ldl, glucose = comma(dice.uniform(0.6, 1.9), 2), comma(dice.uniform(0.76, 1.4), 2)
    hba1c = comma(dice.uniform(5.1, 8.8), 1)
    body = (
        PAGE.format(font="Liberation Sans", size=10)
        + f"""
#grid(columns: (1fr, 1fr), [Dr {who.doctor} \\ Cardiologue \\ 00997 {who.town}], align(right)[Le {long(who.day)}])
#v(4mm)
#align(center)[*COMPTE-RENDU DE CONSULTATION DE CARDIOLOGIE*]
Concerne : {who.name}, né(e) le {slashed(who.born)}, adressé(e) par le Dr {who.other_doctor}.

*Facteurs de risque* : père décédé d’un infarctus à 52 ans, tabac sevré depuis le {slashed(who.day - timedelta(days=2000))}.

*Examen clinique* : Taille {comma(height / 100, 2)} m, poids {weight} kg, IMC {comma(weight / (height / 100) ** 2, 1)} kg/m². PA {high}/{low} mmHg au bras droit. Pouls {dice.randrange(55, 90)}/min.

*Bilan apporté* : HbA1c {hba1c} %, glycémie à jeun {glucose} g/L, LDL-cholestérol {ldl} g/L (cible < 0,70 g/L).

*ECG* : rythme sinusal, QRS fins. *Échographie* : FEVG {dice.randrange(52, 68)} %, ventricule gauche de taille normale.

*Au total* : PA à surveiller, à maintenir sous 130/80 mmHg. Je reverrai le patient le {slashed(who.day + timedelta(days=365))}.
#v(4mm)
Docteur {who.doctor}
"""
    )
    truth = Truth("CPT_REND", who.day, f"Dr {who.doctor}", ("Compte-rendu de consultation de cardiologie",))
    truth.values = {
        ("WEIGHT", str(weight)),
        ("HEIGHT", str(height)),
        ("BLOOD_PRESSURE", f"{high} / {low}"),
        ("GLYCATED_HEMOGLOBIN", plain(hba1c)),
        ("GLUCOSE", str(round(float(plain(glucose)) * 100))),
        ("CHOLESTEROL_LDL", plain(ldl)),
    }
    return body, truth


def sport_certificate(who: Person, dice: Random) -> tuple[str, Truth]:
    """A certificate for sport with the examination behind it."""
    weight, height = comma(dice.uniform(32, 96), 1), dice.randrange(131, 196)
    high, low = dice.randrange(10, 15), dice.randrange(6, 9)
    body = (
        PAGE.format(font="DejaVu Serif", size=10)
        + f"""
Cabinet du Docteur {who.doctor} \\ Médecine du sport \\ 00998 {who.town}
#v(8mm)
#align(center)[#text(13pt)[*CERTIFICAT MÉDICAL*] \\ de non contre-indication à la pratique du sport]
#v(6mm)
Je soussigné, Docteur {who.doctor}, certifie avoir examiné ce jour {who.name}, né(e) le {long(who.born)}, et n’avoir pas constaté de signe
contre-indiquant la pratique du badminton, y compris en compétition.

#table(columns: (1fr, 1fr, 1fr), [Poids {weight} kg], [Taille {height} cm], [TA {high}/{low}])

Certificat remis en main propre, valable jusqu’au {slashed(who.day + timedelta(days=365))}.
#v(8mm)
Fait le {slashed(who.day)}, à {who.town} #h(1fr) Signature et cachet
"""
    )
    truth = Truth("CERT_MED", who.day, f"Dr {who.doctor}", ("Certificat médical",))
    truth.values = {
        ("WEIGHT", plain(weight)),
        ("HEIGHT", str(height)),
        ("BLOOD_PRESSURE", f"{high}0 / {low}0"),
    }
    return body, truth
