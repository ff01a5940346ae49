"""Every word of the pages that is not data, in Italian and English.

`{0}`, `{1}` … stand for what a page fills in.
"""

from __future__ import annotations

from graph.seats import Occupancy
from graph.vocabulary.kinds import Label

TEXTS = {
    # The frame.
    "skip": Label("Vai al contenuto", "Skip to the content"),
    "pages": Label("Pagine", "Pages"),
    "trail": Label("Dove ti trovi", "Where you are"),
    "start": Label("Inizio", "Start"),
    "map": Label("Mappa", "Map"),
    "involvement": Label("Chi è coinvolto", "Who is involved"),
    "coverage": Label("Che cosa c’è, e dove", "What there is, and where"),
    "entities": Label("Elenco", "Directory"),
    "sources": Label("Fonti", "Sources"),
    "ask": Label("Interroga l’API", "Ask the API"),
    "language": Label("Lingua", "Language"),
    "revision": Label("Revisione {0} dei dati", "Revision {0} of the data"),
    "change_moment": Label("Scegli un altro momento", "Choose another moment"),
    "day": Label("Giorno", "Day"),
    "phase": Label("Fase", "Phase"),
    "show_day": Label("Mostra il giorno", "Show the day"),
    "show_phase": Label("Mostra la fase", "Show the phase"),
    "usual_moment": Label("Torna al momento consueto", "Back to the usual moment"),
    "any_phase": Label("qualsiasi fase", "any phase"),
    "not_recorded_note": Label(
        "Ciò che qui manca non è registrato: non vuol dire che non ci sia.",
        "What is missing here is not recorded; that does not mean that it does not exist.",
    ),
    "at_other_moment": Label(
        "In quel momento non c’era. Qui è mostrato tutto ciò che ne è registrato, di ogni data.",
        "It was not there at that moment. Shown is everything recorded about it, of any date.",
    ),
    "stale": Label(
        "L’archivio non risponde: qui è mostrato com’era il {0}.",
        "The store does not answer: shown is what it held on {0}.",
    ),
    # What is wrong with an address.
    "fault": Label("Qualcosa nella domanda non va", "Something about the question is wrong"),
    "bad_day": Label(
        "“{0}” non è un giorno: scrivilo così, 2014-06-16.", "“{0}” is no day: write it like 2014-06-16."
    ),
    "day_and_phase": Label(
        "Scegli un giorno oppure una fase, non entrambi.", "Choose a day or a phase, not both."
    ),
    "bad_choice": Label("“{0}” non è tra le scelte possibili.", "“{0}” is not among the choices."),
    "map_choices": Label(
        "Alla mappa si può chiedere: at, un giorno come 2014-06-16, oppure phase, una fase ({0}); "
        "as_of, una revisione; show={1}, tutto, compresi i temi.",
        "A map can be asked for: at, a day like 2014-06-16, or phase, a phase ({0}); "
        "as_of, a revision; show={1}, everything, topics included.",
    ),
    "bad_show": Label(
        "show: “{0}” non si può chiedere, solo “{1}”.", "show: “{0}” cannot be asked for, only “{1}”."
    ),
    "nothing_there": Label("qui nessuna", "none here"),
    "no_phase": Label("Nessuna fase scelta", "No phase chosen"),
    "bad_revision": Label(
        "“{0}” non è una revisione: ce ne sono da 0 a {1}.", "“{0}” is no revision: there are 0 to {1}."
    ),
    "bad_page": Label(
        "“{0}” non è un numero di pagina: scrivi 1, 2, 3 …", "“{0}” is no page number: write 1, 2, 3 …"
    ),
    # Pages that say no.
    "not_found": Label("Qui non c’è nulla", "There is nothing here"),
    "not_found_words": Label(
        "A questo indirizzo non c’è una pagina, o non c’è nulla che tu possa vedere.",
        "There is no page at this address, or nothing that you may see.",
    ),
    "not_allowed": Label("Così non si può chiedere", "This cannot be asked this way"),
    "not_allowed_words": Label("Questa pagina si può soltanto leggere.", "This page can only be read."),
    "unavailable": Label("In questo momento i dati non si leggono", "The data cannot be read right now"),
    "unavailable_words": Label(
        "L’archivio non risponde. Riprova tra poco.", "The store does not answer. Try again in a while."
    ),
    "unforeseen": Label("Qualcosa è andato storto", "Something went wrong"),
    "unforeseen_words": Label(
        "È un errore nostro. Se lo segnali, riporta questo numero: {0}",
        "The error is ours. If you report it, add this number: {0}",
    ),
    "go_on": Label("Si può ripartire da qui:", "You can go on from here:"),
    # Start.
    "untitled": Label("La rete", "The network"),
    "intreccio": Label(
        "Intreccio raccoglie chi partecipa a che cosa, dove, da quando, e quale documento lo dice.",
        "Intreccio keeps who takes part in what, where, since when, and which document says so.",
    ),
    "picture_centre": Label(
        "La rete è troppo grande per un’immagine sola: qui c’è “{0}”, con ciò a cui è più legato.",
        "The network is too large for one picture: here is “{0}”, with what it is tied to most.",
    ),
    "picture_entity": Label(
        "“{0}” e i suoi legami: gli stessi sono scritti più sotto.",
        "“{0}” and its ties: the same are written below.",
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
    "question_coverage": Label("Che cosa manca, e dove?", "What is lacking, and where?"),
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
    "question_ask": Label("Preferisci chiedere con un programma?", "Would you rather ask by program?"),
    "hint_ask": Label(
        "Un modulo per interrogare l’API in GraphQL, con domande già pronte.",
        "A form to ask the API in GraphQL, with questions that are ready.",
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
    "figure_ties_many": Label("legami", "ties"),
    "figure_disputed_one": Label(
        "punto su cui le fonti non concordano", "point that the sources disagree on"
    ),
    "figure_disputed_many": Label(
        "punti su cui le fonti non concordano", "points that the sources disagree on"
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
    "found_one": Label("Uno trovato", "One found"),
    "found_many": Label("{0} trovati", "{0} found"),
    "page_of": Label("Pagina {0} di {1}", "Page {0} of {1}"),
    "previous": Label("Pagina precedente", "Previous page"),
    "next": Label("Pagina seguente", "Next page"),
    "turn": Label("Altre pagine", "Other pages"),
    "tied_to": Label("Legati a “{0}”", "Tied to “{0}”"),
    "everything_again": Label("Togli questo filtro", "Remove this filter"),
    "more": Label("Altri {0}", "{0} more"),
    "beyond": Label("Altri {0} non sono mostrati qui.", "{0} more are not shown here."),
    "see_all": Label("Vedili nell’elenco", "See them in the directory"),
    # One entity.
    "where": Label("Dove", "Where"),
    "when": Label("Quando", "When"),
    "from": Label("dal {0}", "from {0}"),
    "until": Label("fino al {0}", "until {0}"),
    "from_until": Label("dal {0} al {1}", "from {0} to {1}"),
    "nowhere": Label("non registrato", "not recorded"),
    "unknown_where": Label("Dove non è registrato.", "Where is not recorded."),
    "unknown_when": Label("Quando non è registrato.", "When is not recorded."),
    "unknown_where_when": Label("Dove e quando non è registrato.", "Where and when is not recorded."),
    "facts": Label("In breve", "At a glance"),
    "seats": Label("Posti", "Seats"),
    "holder": Label("Chi lo occupa", "Who holds it"),
    "reason": Label("Perché", "Why"),
    "parts": Label("Che cosa comprende", "What it comprises"),
    "relationships": Label("Legami", "Ties"),
    "no_relationships": Label("Nessun legame registrato.", "No ties recorded."),
    "denied": Label("Che cosa i documenti negano", "What the documents deny"),
    "disputed": Label("Le fonti non concordano", "The sources disagree"),
    "no_sources": Label("Nessuna fonte registrata.", "No source recorded."),
    "strength": Label("intensità {0}", "strength {0}"),
    "in_section": Label("sezione “{0}”", "section “{0}”"),
    "stated_on": Label("il {0}", "on {0}"),
    "history": Label("Storia di questa voce", "History of this entry"),
    "history_away": Label(
        "In questo momento la storia non si può leggere.", "The history cannot be read right now."
    ),
    "history_note": Label(
        "Quando è stata scritta e cambiata; i legami hanno una storia propria.",
        "When it was written and changed; ties have a history of their own.",
    ),
    "earlier_changes": Label(
        "Le modifiche più vecchie, {0}, non sono mostrate.", "Earlier changes, {0}, are not shown."
    ),
    "before": Label("Prima", "Before"),
    "after": Label("Dopo", "After"),
    "field": Label("Campo", "Field"),
    "nothing": Label("niente", "nothing"),
    "see_involved": Label("Chi è coinvolto qui", "Who is involved here"),
    "see_sayings": Label("Che cosa dice, sezione per sezione", "What it says, section by section"),
    "yes": Label("sì", "yes"),
    "no": Label("no", "no"),
    # Who is involved where.
    "involvement_lead": Label(
        "Scegli un’azione, un piano, una risorsa o un luogo: chi è coinvolto in una sua parte è coinvolto "
        "anche nel tutto. Oppure scegli soltanto dove.",
        "Choose an action, a plan, a resource or a place: whoever is involved in a part of it is involved in "
        "the whole too. Or choose only where.",
    ),
    "at_work": Label("in ciò che è all’opera in {0}", "in what is at work in {0}"),
    "for_example": Label("Per esempio", "For example"),
    "in_what": Label("In che cosa", "In what"),
    "choose": Label("scegli …", "choose …"),
    "who": Label("Chi", "Who"),
    "how": Label("Come", "How"),
    "way": Label("Per quale via", "By which way"),
    "role": Label("Ruolo", "Role"),
    "kind_of_who": Label("Tipo di chi", "Kind of who"),
    "kind_of_where": Label("Tipo di dove", "Kind of where"),
    "address": Label("Indirizzo", "Address"),
    "via": Label("parte di {0}", "a part of {0}"),
    "involved_none": Label("Nessun coinvolgimento registrato.", "No involvement recorded."),
    "involved_one": Label("Un coinvolgimento registrato", "One involvement recorded"),
    "involved_many": Label("{0} coinvolgimenti registrati", "{0} involvements recorded"),
    "involved_more": Label(
        "Qui ne sono mostrati {0}; la tabella da scaricare li ha tutti.",
        "{0} of them are shown here; the table to download has all.",
    ),
    "download": Label("Scarica come tabella (CSV)", "Download as a table (CSV)"),
    # Bodies.
    "bodies_lead": Label(
        "Chi siede dove, che cosa è libero e perché.", "Who sits where, what is vacant, and why."
    ),
    "vacancies": Label("{0}: vacanti", "{0}: vacant"),
    "no_vacancies": Label("Nulla è registrato come vacante.", "Nothing is recorded as vacant."),
    "no_bodies": Label("Nessuno registrato.", "None recorded."),
    "no_seats": Label("Nessun posto registrato.", "No seats recorded."),
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
        "Ogni numero si apre.",
        "How much there is, and how much is only planned, in each part of the territory. Every number opens.",
    ),
    "cell_actual": Label("{0} in atto", "{0} actual"),
    "cell_planned": Label("{0} in programma", "{0} planned"),
    "cell_none": Label("nulla di registrato", "nothing recorded"),
    "gap": Label("In {1} non risulta nulla per {0}.", "In {1} nothing is recorded for {0}."),
    "gap_others": Label("altri {0}", "{0} others"),
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
    "said_none": Label("nessuna affermazione", "no statement"),
    "said_one": Label("un’affermazione", "one statement"),
    "said_many": Label("{0} affermazioni", "{0} statements"),
    "no_documents": Label("Nessun documento registrato.", "No document recorded."),
    "no_disputes": Label(
        "Da nessuna parte le fonti si contraddicono.", "Nowhere do the sources contradict each other."
    ),
    "sections": Label("Sezioni", "Sections"),
    "about_document": Label("La scheda del documento", "What is recorded of the document"),
    "says_nothing_here": Label(
        "In questa sezione non è registrato nulla.", "Nothing is recorded under this section."
    ),
    "document_lead": Label(
        "Ciò che è registrato in base a questo documento, nell’ordine delle sue sezioni.",
        "What is recorded on the strength of this document, in the order of its sections.",
    ),
    # Words for values of the model.
    "PLANNED": Label("in programma", "planned"),
    "ACTUAL": Label("in atto", "actual"),
    "ENDED": Label("concluso", "ended"),
    "ASSERTS": Label("lo afferma", "says so"),
    "PLANS": Label("lo prevede", "plans it"),
    "DENIES": Label("lo nega", "denies it"),
    "INFERRED": Label("lo lascia dedurre", "lets one infer it"),
    "tag_ASSERTS": Label("afferma", "says"),
    "tag_PLANS": Label("prevede", "plans"),
    "tag_DENIES": Label("nega", "denies"),
    "tag_INFERRED": Label("si deduce", "inferred"),
    "CREATE": Label("Registrato", "Recorded"),
    "UPDATE": Label("Modificato", "Changed"),
    "END": Label("Concluso", "Ended"),
    "DELETE": Label("Tolto", "Struck"),
    "MERGE": Label("Unito a un’altra voce", "Merged into another entry"),
    "actor_file loader": Label("da file", "from files"),
    "actor_local editor": Label("dalla redazione", "by the editors"),
    "actor_ledger": Label("dal registro delle cancellazioni", "by the ledger of erasures"),
    "undo": Label("annullamento della revisione {0}", "undo of revision {0}"),
}
STATES = tuple(
    state.value for state in (Occupancy.VACANT, Occupancy.UNKNOWN, Occupancy.HELD_UNNAMED, Occupancy.HELD)
)
"""States of a seat, those first that somebody may want to do something about."""
