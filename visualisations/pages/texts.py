"""Every word of the pages that is not data, in Italian and English.

`{0}`, `{1}` … stand for what a page fills in.
"""

from __future__ import annotations

from graph.seats import Occupancy
from graph.vocabulary.kinds import Label
from visualisations.pages.fact_texts import FACT_TEXTS
from visualisations.pages.frame_texts import FRAME_TEXTS

TEXTS = {
    **FRAME_TEXTS,
    **FACT_TEXTS,
    # Start.
    "untitled": Label("La rete", "The network"),
    "intreccio": Label(
        "Intreccio raccoglie chi partecipa a che cosa, dove, da quando, e quale documento lo dice.",
        "Intreccio records who takes part in what, where, since when, and which document says so.",
    ),
    "picture_centre": Label(
        "La rete è troppo grande per un’immagine sola: qui c’è “{0}”, con ciò a cui è più legato.",
        "The network is too large for one picture: here is “{0}”, with what it is tied to most.",
    ),
    "picture_entity": Label(
        "“{0}” e i suoi legami, elencati anche più sotto.",
        "“{0}” and its ties, which are listed below too.",
    ),
    "open_map": Label("Apri la mappa interattiva", "Open the interactive map"),
    "questions": Label("Da dove cominciare", "Where to begin"),
    "question_involvement": Label("Chi è coinvolto, e dove?", "Who is involved where?"),
    "hint_involvement": Label(
        "Scegli un’azione, una risorsa, un luogo; anche come tabella da scaricare.",
        "Choose an action, a resource, a place; also as a table to download.",
    ),
    "question_seats": Label("Quali {0} sono vacanti?", "Which {0} are vacant?"),
    "hint_seats": Label(
        "Chi siede dove, che cosa è libero e perché.",
        "Who sits where, what is vacant, and why.",
    ),
    "question_coverage": Label("Che cosa manca, e dove?", "What is missing, and where?"),
    "hint_coverage": Label(
        "Temi, azioni e risorse a confronto tra le parti del territorio.",
        "Topics, actions and resources, for the parts of the territory side by side.",
    ),
    "question_sources": Label("Che cosa dice ogni documento?", "What does each document say?"),
    "hint_sources": Label(
        "Sezione per sezione, e dove le fonti non concordano.",
        "Section by section, and where the sources disagree.",
    ),
    "question_entities": Label("Che cosa si sa di un ente?", "What is known about an organisation?"),
    "hint_entities": Label(
        "Cerca per nome, o sfoglia tutto ciò che è registrato.",
        "Search by name, or browse everything recorded.",
    ),
    "question_ask": Label("Preferisci chiedere con un programma?", "Would you rather ask with a program?"),
    "hint_ask": Label(
        "Un modulo per interrogare l’API in GraphQL, con domande già pronte.",
        "A form for asking the API in GraphQL, with ready-made questions.",
    ),
    "figures": Label("La rete in cifre", "The network in figures"),
    "figure_entries_one": Label("voce registrata", "entry recorded"),
    "figure_entries_many": Label("voci registrate", "entries recorded"),
    "figure_vacant_one": Label("{0} vacante", "vacant {0}"),
    "figure_vacant_many": Label("{0} vacanti", "vacant {0}"),
    "figure_partners_one": Label("partner", "partner"),
    "figure_partners_many": Label("partner", "partners"),
    "figure_planned_one": Label("elemento ancora in programma", "entry that is only planned"),
    "figure_planned_many": Label("elementi ancora in programma", "entries that are only planned"),
    "figure_ties_one": Label("legame", "tie"),
    "figure_ties_many": Label(
        "legami, anche con luoghi, fasi e temi", "ties, including those to places, phases and topics"
    ),
    "figure_disputed_one": Label(
        "punto su cui le fonti non concordano", "point on which the sources disagree"
    ),
    "figure_disputed_many": Label(
        "punti su cui le fonti non concordano", "points on which the sources disagree"
    ),
    "by_kind": Label("Che cosa è registrato", "What is recorded"),
    "is_empty": Label("Qui non è ancora registrato nulla.", "Nothing is recorded here yet."),
    # Directory.
    "search": Label("Cerca", "Search"),
    "search_label": Label("Nome o parole", "Name or words"),
    "kind": Label("Tipo", "Kind"),
    "all_kinds": Label("tutti i tipi", "all kinds"),
    "any_status": Label("qualsiasi stato", "any status"),
    "everywhere": Label("ovunque", "everywhere"),
    "show": Label("Mostra", "Show"),
    "name": Label("Nome", "Name"),
    "status": Label("Stato", "Status"),
    "found_none": Label("Nulla corrisponde.", "Nothing matches."),
    "found_one": Label("Un risultato", "One result"),
    "found_many": Label("{0} risultati", "{0} results"),
    "page_of": Label("Pagina {0} di {1}", "Page {0} of {1}"),
    "previous": Label("Pagina precedente", "Previous page"),
    "next": Label("Pagina seguente", "Next page"),
    "turn": Label("Altre pagine", "Other pages"),
    "tied_to": Label("Legati a “{0}”", "Tied to “{0}”"),
    "everything_again": Label("Togli questo filtro", "Remove this filter"),
    "more": Label("Altri {0}", "{0} more"),
    "beyond": Label("Non mostrati qui: {0}.", "Not shown here: {0}."),
    "see_all": Label("Vedili nell’elenco", "See them in the directory"),
    # Who is involved where.
    "involvement_lead": Label(
        "Scegli un’azione, un piano, una risorsa o un luogo: chi è coinvolto in una sua parte è coinvolto "
        "anche nell’insieme. Oppure indica soltanto dove.",
        "Choose an action, a plan, a resource or a place: whoever is involved in a part of it is involved in "
        "the whole too. Or say only where.",
    ),
    "at_work": Label("in ciò che è attivo nel territorio ({0})", "in what is at work in {0}"),
    "for_example": Label("Per esempio", "For example"),
    "in_what": Label("In che cosa", "In what"),
    "choose": Label("scegli …", "choose …"),
    "who": Label("Chi", "Who"),
    "how": Label("Come", "How"),
    "part_of": Label("Parte di", "Part of"),
    "role": Label("Ruolo", "Role"),
    "who_kind": Label("Chi: tipo", "Who: kind"),
    "in_what_kind": Label("In che cosa: tipo", "In what: kind"),
    "address": Label("Indirizzo", "Address"),
    "via": Label("parte di {0}", "a part of {0}"),
    "involved_none": Label("Nessun coinvolgimento registrato.", "No involvement recorded."),
    "involved_one": Label("Un coinvolgimento registrato", "One involvement recorded"),
    "involved_many": Label("{0} coinvolgimenti registrati", "{0} involvements recorded"),
    "involved_more": Label(
        "Qui ne sono mostrati {0}; la tabella da scaricare li ha tutti.",
        "{0} of them are shown here; the table to download has them all.",
    ),
    "download": Label("Scarica come tabella (CSV)", "Download as a table (CSV)"),
    # Bodies.
    "vacancies": Label("{0} vacanti", "vacant {0}"),
    "no_vacancies": Label("Nulla è registrato come vacante.", "Nothing is recorded as vacant."),
    "state": Label("Occupazione", "Occupancy"),
    "state_HELD": Label("occupato", "held"),
    "state_HELD_UNNAMED": Label("occupato, senza nome", "held, unnamed"),
    "state_VACANT": Label("vacante", "vacant"),
    "state_UNKNOWN": Label("non registrato", "not recorded"),
    "no_reason": Label("nessun motivo registrato", "no reason recorded"),
    "level": Label("Livello: {0}", "Level: {0}"),
    "no_level": Label("Livello non registrato", "Level not recorded"),
    # Coverage.
    "coverage_lead": Label(
        "Quanto è in atto e quanto è soltanto in programma, in ogni parte del territorio. "
        "Apri un numero per vedere di che cosa si tratta.",
        "How much there is, and how much is only planned, in each part of the territory. "
        "Open a number to see what it counts.",
    ),
    "cell_actual": Label("{0} in atto", "{0} in place"),
    "cell_planned": Label("{0} in programma", "{0} planned"),
    "cell_none": Label("nulla di registrato", "nothing recorded"),
    "cell_denied": Label("un documento dice che non c’è", "a document says that there is none"),
    "gap_denied": Label(
        "{1}: un documento dice che non c’è nulla per {0}.",
        "{1}: a document says that there is nothing for {0}.",
    ),
    "gap": Label("{1}: non risulta nulla per {0}.", "{1}: nothing is recorded for {0}."),
    "gap_others": Label("altri {0}", "{0} others"),
    "which_others": Label("Mostra quali altri", "Show which others"),
    "gap_everywhere": Label(
        "In nessuna parte del territorio risulta qualcosa per {0}.",
        "In no part of the territory is anything recorded for {0}.",
    ),
    "everywhere_some": Label(
        "{0}: qualcosa risulta in ogni parte del territorio",
        "{0}: something is recorded in every part of the territory",
    ),
    "no_gaps": Label(
        "In ogni parte del territorio risulta qualcosa per ciascuna riga.",
        "In every part of the territory something is recorded for each row.",
    ),
    "no_rows": Label("Nulla di registrato.", "Nothing recorded."),
    "no_districts": Label("Nessuna parte del territorio registrata.", "No part of the territory recorded."),
    "on_this_page": Label("In questa pagina", "On this page"),
    # Sources.
    "sources_lead": Label(
        "Da quali documenti viene ciò che è registrato, e dove si contraddicono.",
        "Which documents the recorded facts come from, and where they contradict each other.",
    ),
    "documents": Label("Documenti", "Documents"),
    "said_none": Label("nessuna affermazione", "no statements"),
    "said_one": Label("un’affermazione", "one statement"),
    "said_many": Label("{0} affermazioni", "{0} statements"),
    "no_documents": Label("Nessun documento registrato.", "No document recorded."),
    "no_disputes": Label(
        "Le fonti non si contraddicono in alcun punto.", "The sources do not contradict each other anywhere."
    ),
    "sections": Label("Sezioni", "Sections"),
    "about_document": Label("La scheda del documento", "What is recorded about the document"),
    "says_nothing_here": Label(
        "In questa sezione non è registrato nulla.", "Nothing is recorded under this section."
    ),
    "document_lead": Label(
        "Ciò che è registrato in base a questo documento, nell’ordine delle sue sezioni.",
        "What is recorded because this document says so, in the order of its sections.",
    ),
}
STATES = tuple(
    state.value for state in (Occupancy.VACANT, Occupancy.UNKNOWN, Occupancy.HELD_UNNAMED, Occupancy.HELD)
)
"""States of a seat, those first that somebody may want to do something about."""
