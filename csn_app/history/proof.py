"""How anyone checks the trail that a person took home, without us (R-AU-5)."""

HOW_TO_CHECK = (
    "Ce fichier contient chaque ligne du journal de votre carnet, de la première à la dernière.",
    "Une ligne contient l’empreinte de la ligne précédente (previous_hash). Si l’on change, ajoute ou retire une "
    "ligne, les empreintes suivantes ne correspondent plus.",
    "Pour vérifier sans nous\u00a0: prenez «\u00a0line\u00a0», écrivez-la en JSON, clés triées, sans espace, "
    "accents tels quels, en UTF-8\u00a0; son SHA-256 doit être «\u00a0hash\u00a0», et la "
    "«\u00a0previous_hash\u00a0» de la ligne suivante doit lui être égale.",
    "La «\u00a0previous_hash\u00a0» de la première ligne est faite de 64 zéros. Le «\u00a0hash\u00a0» de la dernière "
    "ligne est celui de «\u00a0head\u00a0». Gardez ce fichier\u00a0: si une ligne d’aujourd’hui "
    "changeait demain, il le montrerait.",
    "En Python\u00a0: hashlib.sha256(json.dumps(line, sort_keys=True, separators=(',', ':'), ensure_ascii=False)"
    ".encode()).hexdigest()",
    "Les motifs écrits (reason) sont chiffrés\u00a0: leur empreinte porte sur la forme chiffrée.",
)
