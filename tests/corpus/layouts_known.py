# ruff: noqa: E501 - the sources of papers and their tables stay as they are drawn
"""Eight layouts of papers, those that the rules were written beside: what they draw, and what they say."""

from datetime import timedelta
from random import Random

from tests.corpus.analyses import analyses, before
from tests.corpus.people import Person, Truth, comma, long, plain, slashed

BREAK = " \\ "
PAGE = '#set page(paper: "a4", margin: 18mm)\n#set text(font: "{font}", size: {size}pt, lang: "fr")\n'


def laboratory_columns(who: Person, dice: Random) -> tuple[str, Truth]:
    """A laboratory whose results stand in columns, with the earlier figure in the last one."""
    lab = f"Laboratoire de biologie médicale {dice.choice(('des Tilleuls', 'du Vieux Pont', 'Saint-Essai'))}"
    earlier = who.day - timedelta(days=dice.randrange(90, 700))
    found = analyses(dice, 15, names=0)
    cells, family = [], ""
    for one in found:
        if one.family != family:
            family = one.family
            cells.append(f"table.cell(colspan: 5)[*{family}*]")
        reference = f"{one.low} - {one.high}"
        cells.append(f"[{one.name}], [*{one.figure}*], [{one.unit}], [{reference}], [{before(dice, one)}]")
    body = (
        PAGE.format(font="Liberation Sans", size=10)
        + f"""
#align(center)[#text(14pt)[*{lab}*] \\ 12 rue des Essais, 00990 {who.town} \\ Tél. 01 99 00 41 12]
#v(4mm)
#grid(columns: (1fr, 1fr), [Patient : *{who.name}* \\ Né(e) le {slashed(who.born)} \\ Dossier n° 990{dice.randrange(9999):04}],
[Prescripteur : Dr {who.other_doctor} \\ Prélevé le {slashed(who.day)} à 08h{dice.randrange(10, 59)} \\ Édité le {slashed(who.day + timedelta(days=1))}])
#v(6mm)
#align(center)[*COMPTE RENDU D’EXAMENS DE BIOLOGIE MÉDICALE*]
#v(4mm)
#table(columns: (2.4fr, 1fr, 1fr, 1.5fr, 1.2fr), stroke: none, table.header([Analyse], [Résultat], [Unité], [Valeurs de référence], [Antériorité {slashed(earlier)}]),
{", ".join(cells)})
#v(8mm)
Validé par {who.doctor}, biologiste médical
"""
    )
    truth = Truth("BIOLOGIE", who.day, lab, ("Compte rendu d’examens de biologie médicale", "Analyses"))
    truth.values = {(one.code, one.kept) for one in found}
    return body, truth


def laboratory_dots(who: Person, dice: Random) -> tuple[str, Truth]:
    """A laboratory that leads the eye with dots, one result a line, the range in brackets."""
    lab = f"Laboratoire {dice.choice(('Biofictif', 'Exemplab', 'Analys’Essai'))}"
    found = analyses(dice, 12, names=1)
    lines, family = [], ""
    for one in found:
        if one.family != family:
            family = one.family
            lines.append(f"#v(2mm)*{family}*")
        lines.append(
            f"{one.name} #box(width: 1fr, repeat[.]) {one.figure} {one.unit} #h(8mm) (N : {one.low} à {one.high})"
        )
    body = (
        PAGE.format(font="Liberation Serif", size=11)
        + f"""
*{lab}* #h(1fr) {who.town}, le {long(who.day)} \\
3 place du Test – 00991 {who.town}

M. ou Mme {who.name}, né(e) le {slashed(who.born)} \\
Examens demandés par le Docteur {who.other_doctor} \\
Prélèvement du {slashed(who.day)}

#align(center)[= RÉSULTATS D’ANALYSES]

{BREAK.join(lines)}

#v(6mm)
Glucosurie : recherche négative (seuil 0,15 g/L). Résultats validés par {who.doctor}, pharmacien biologiste.
"""
    )
    truth = Truth("BIOLOGIE", who.day, lab, ("Résultats d’analyses",))
    truth.values = {(one.code, one.kept) for one in found}
    return body, truth


def prescription(who: Person, dice: Random) -> tuple[str, Truth]:
    """A doctor's prescription, with a weight where the dose depends on it."""
    weight = comma(dice.uniform(46, 98), dice.choice((0, 1)))
    drugs = dice.sample(
        ("PARACÉTAMOL 1 g, comprimé", "AMLODIPINE 5 mg, gélule", "METFORMINE 850 mg", "RAMIPRIL 2,5 mg, comprimé"), 3
    )
    doses = ("1 comprimé matin et soir pendant 7 jours", "1 par jour, le matin, pendant 3 mois", "en cas de douleur")
    lines = [f"{n + 1}. *{drug}* \\ #h(6mm) {doses[n]}" for n, drug in enumerate(drugs)]
    body = (
        PAGE.format(font="Liberation Sans", size=11)
        + f"""
*Docteur {who.doctor}* \\ Médecine générale \\ 7 allée du Modèle, 00992 {who.town} \\ Tél. 01 99 00 17 20
#align(right)[{who.town}, le {slashed(who.day)}]
#v(6mm)
{who.name} \\ Né(e) le {slashed(who.born)} – Poids : {weight} kg
#v(4mm)
#align(center)[= ORDONNANCE]
#v(4mm)
{" #v(3mm) ".join(lines)}
#v(8mm)
À renouveler 2 fois. Prochaine consultation le {slashed(who.day + timedelta(days=92))}.
#align(right)[Dr {who.doctor}]
"""
    )
    truth = Truth("ORD_SOIN", who.day, f"Dr {who.doctor}", ("Ordonnance",))
    truth.values = {("WEIGHT", plain(weight))}
    return body, truth


def consultation(who: Person, dice: Random) -> tuple[str, Truth]:
    """A general practitioner's report with the signs of an examination in a list."""
    weight, height = comma(dice.uniform(48, 104), 1), dice.randrange(152, 194)
    high, low = dice.randrange(108, 158), dice.randrange(58, 96)
    body = (
        PAGE.format(font="Liberation Sans", size=10.5)
        + f"""
Cabinet médical de {who.town} \\ *Dr {who.doctor}* – médecin généraliste
#v(4mm)
= Compte rendu de consultation
Patient : {who.name}, né(e) le {long(who.born)} \\ Consultation du {long(who.day)}

*Motif* : contrôle annuel. *Antécédents* : mère hypertendue (TA 180/100 mmHg avant traitement), appendicectomie en 1998.

*Examen*
- Poids : {weight} kg
- Taille : {height} cm
- Tour de taille : {dice.randrange(70, 110)} cm
- TA : {high}/{low} mmHg
- Auscultation sans particularité

*Conclusion* : objectif tensionnel inférieur à 140/90 mmHg. Poids de forme visé 65 kg. Revoir dans six mois.
#v(6mm)
Dr {who.doctor}
"""
    )
    truth = Truth("CPT_REND", who.day, f"Dr {who.doctor}", ("Compte rendu de consultation",))
    truth.values = {
        ("WEIGHT", plain(weight)),
        ("HEIGHT", str(height)),
        ("BLOOD_PRESSURE", f"{high} / {low}"),
    }
    return body, truth


def letter(who: Person, dice: Random) -> tuple[str, Truth]:
    """A letter between doctors: everything is in sentences."""
    hba1c = comma(dice.uniform(5.6, 9.4), 1)
    high, low = dice.randrange(110, 160), dice.randrange(60, 95)
    weight = dice.randrange(50, 110)
    body = (
        PAGE.format(font="Liberation Serif", size=11.5)
        + f"""
Docteur {who.doctor} \\ Endocrinologie – Diabétologie \\ 5 quai Imaginaire, 00993 {who.town}
#align(right)[Docteur {who.other_doctor} \\ Médecin traitant]
#v(4mm)
{who.town}, le {long(who.day)}

Cher confrère,

Je vous remercie de m’avoir adressé M. ou Mme {who.name}, né(e) le {slashed(who.born)}, pour le suivi de son diabète. Le poids est de {weight} kg,
la tension artérielle à {high}/{low} mmHg. L’HbA1c est à {hba1c} % (contre {comma(float(plain(hba1c)) + 0.6, 1)} % l’an passé), pour un objectif d’HbA1c inférieur à 7 %.
Une perte de poids de 3 kg serait souhaitable. Je le ou la reverrai dans quatre mois.

Bien confraternellement,
#align(right)[Dr {who.doctor}]
"""
    )
    truth = Truth("CPT_REND", who.day, f"Dr {who.doctor}", ("Courrier", "Lettre"))
    truth.values = {
        ("WEIGHT", str(weight)),
        ("BLOOD_PRESSURE", f"{high} / {low}"),
        ("GLYCATED_HEMOGLOBIN", plain(hba1c)),
    }
    return body, truth


VACCINES = (
    ("REPEVAX", "DTCAP_ADULTE"),
    ("PRIORIX", "ROR"),
    ("GARDASIL 9", "HPV9"),
    ("ENGERIX B 20", "HEPB"),
    ("COMIRNATY", "COVID"),
    ("REVAXIS", "DTP"),
    ("STAMARIL", "FIEVRE_JAUNE"),
    ("SHINGRIX", "ZONA"),
)


def vaccination_certificate(who: Person, dice: Random) -> tuple[str, Truth]:
    """A certificate that names each dose in a sentence of its own."""
    doses = [
        (brand, code, who.day - timedelta(days=200 * n), f"{dice.choice('ABKX')}{dice.randrange(1000, 9999)}")
        for n, (brand, code) in enumerate(dice.sample(VACCINES, 3))
    ]
    lines = [f"- {brand}, lot {lot}, administré le {slashed(day)}" for brand, _, day, lot in doses]
    body = (
        PAGE.format(font="Liberation Sans", size=11)
        + f"""
*Docteur {who.doctor}* \\ Médecin généraliste \\ 00994 {who.town}
#v(8mm)
#align(center)[= CERTIFICAT DE VACCINATION]
#v(6mm)
Je soussigné(e), Docteur {who.doctor}, certifie que {who.name}, né(e) le {slashed(who.born)}, a reçu les vaccins suivants :

{chr(10).join(lines)}

Prochain rappel diphtérie-tétanos-poliomyélite prévu en {who.day.year + 10}.
#v(8mm)
Fait à {who.town}, le {slashed(who.day)} #h(1fr) Dr {who.doctor}
"""
    )
    truth = Truth("DEPISTAG", who.day, f"Dr {who.doctor}", ("Certificat de vaccination",))
    truth.doses = {(code, day) for _, code, day, _ in doses}
    return body, truth


def discharge(who: Person, dice: Random) -> tuple[str, Truth]:
    """A hospital's letter at the end of a stay: dates of the stay, signs at the end of it."""
    weight = comma(dice.uniform(50, 100), 1)
    hospital = f"Centre hospitalier de {who.town}"
    creatinine = dice.randrange(58, 130)
    body = (
        PAGE.format(font="Liberation Sans", size=10.5)
        + f"""
*{hospital}* \\ Service de médecine interne – Pr {who.other_doctor}
#v(4mm)
#align(center)[= Lettre de liaison à la sortie]
Patient : {who.name}, né(e) le {slashed(who.born)} \\
Hospitalisé(e) du {slashed(who.day - timedelta(days=6))} au {slashed(who.day)} \\
Date de sortie : {slashed(who.day)}

*Histoire* : fièvre et toux. À l’entrée, pression artérielle basse.
*Évolution* : favorable sous traitement. Poids de sortie : {weight} kg.
*Biologie de sortie* : \\
Créatinine : {creatinine} µmol/L \\
Scanner du {slashed(who.day - timedelta(days=4))} : foyer du lobe inférieur, taille de 32 mm.

*Traitement de sortie* : amoxicilline 1 g trois fois par jour pendant 5 jours.
#v(4mm)
{who.town}, le {slashed(who.day)} \\ Dr {who.doctor}, praticien hospitalier
"""
    )
    truth = Truth("CPT_REND", who.day, hospital, ("Lettre de liaison à la sortie",))
    truth.values = {("WEIGHT", plain(weight)), ("CREATININE", str(creatinine))}
    return body, truth


def imaging(who: Person, dice: Random) -> tuple[str, Truth]:
    """A radiologist's report: figures everywhere, and none for the profile."""
    kind = dice.choice(("ÉCHOGRAPHIE ABDOMINALE", "SCANNER THORACIQUE", "IRM DU GENOU DROIT", "RADIOGRAPHIE DU BASSIN"))
    office = f"Centre d’imagerie médicale {dice.choice(('de l’Exemple', 'du Parc Fictif'))}"
    body = (
        PAGE.format(font="Liberation Serif", size=11)
        + f"""
#align(center)[*{office}* \\ 00995 {who.town} – Tél. 01 99 00 55 08]
#v(4mm)
{who.name}, né(e) le {slashed(who.born)} #h(1fr) Examen du {slashed(who.day)} \\
Prescripteur : Docteur {who.other_doctor}
#v(4mm)
#align(center)[*{kind}*]
*Indication* : douleur persistante. *Technique* : acquisition standard. Comparaison à l’examen du {slashed(who.day - timedelta(days=400))}.

*Résultats* : pas de lésion suspecte. Formation kystique de taille stable, mesurée à {dice.randrange(6, 22)} mm. Foie de taille normale, flèche {dice.randrange(12, 16)} cm.
Rein droit {dice.randrange(98, 118)} mm. Absence d’épanchement.

*Conclusion* : examen sans anomalie significative.
#v(4mm)
Docteur {who.doctor}, radiologue
"""
    )
    truth = Truth("RADIO_SC", who.day, office, (kind.capitalize(), kind))
    return body, truth
