"""The words of what every page has, of addresses that are wrong, and of pages that say no."""

from __future__ import annotations

from graph.vocabulary.kinds import Label

FRAME_TEXTS = {
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
    "ask": Label("Per chi sviluppa", "For developers"),
    "language": Label("Lingua", "Language"),
    "revision": Label("Revisione {0} dei dati", "Revision {0} of the data"),
    "change_moment": Label("Scegli un altro momento", "Choose another moment"),
    "day": Label("Giorno", "Day"),
    "phase": Label("Fase", "Phase"),
    "show_day": Label("Mostra questo giorno", "Show this day"),
    "show_phase": Label("Mostra questa fase", "Show this phase"),
    "usual_moment": Label("Torna al momento predefinito", "Back to the default moment"),
    "any_phase": Label("qualsiasi fase", "any phase"),
    "not_recorded_note": Label(
        "Ciò che qui manca non è registrato: non vuol dire che non ci sia.",
        "What is missing here is not recorded; that does not mean that it does not exist.",
    ),
    "at_other_moment": Label(
        "In quel momento non c’era. Qui è mostrato tutto ciò che è registrato, di ogni data.",
        "It was not there at that moment. What is shown is everything recorded about it, of any date.",
    ),
    "stale": Label(
        "L’archivio non risponde: qui è mostrato com’era il {0}.",
        "The store does not answer: this is what it held on {0}.",
    ),
    # What is wrong with an address.
    "fault": Label("Nella richiesta qualcosa non va", "Something in the request is wrong"),
    "bad_day": Label(
        "“{0}” non è un giorno: scrivilo così, 2014-06-16.",
        "“{0}” is not a day: write it like this, 2014-06-16.",
    ),
    "day_and_phase": Label(
        "Scegli un giorno oppure una fase, non entrambi.", "Choose a day or a phase, not both."
    ),
    "bad_choice": Label("“{0}” non è tra le scelte possibili.", "“{0}” is not among the choices."),
    "too_many": Label(
        "Qui c’è più di quanto stia su una mappa sola (al massimo {0} elementi). La pagina di ogni elemento "
        "ne disegna i legami; chi tiene i dati può disegnare un solo ambito: intreccio map --district.",
        "There is more here than one map holds (at most {0} things). The page of each thing draws its ties; "
        "whoever keeps the data can draw one district: intreccio map --district.",
    ),
    "map_choices": Label(
        "Alla mappa si può chiedere: at, un giorno come 2014-06-16, oppure phase, una fase ({0}); "
        "as_of, una revisione; show={1}, tutto, compresi i temi.",
        "A map can be asked for: at, a day like 2014-06-16, or phase, a phase ({0}); "
        "as_of, a revision; show={1}, everything, topics included.",
    ),
    "bad_show": Label(
        "show: “{0}” non si può chiedere, solo “{1}”.", "show: “{0}” cannot be asked for, only “{1}”."
    ),
    "bad_look": Label(
        "{0}: “{1}” non si può chiedere, solo “{2}” o “{3}”.",
        "{0}: “{1}” cannot be asked for, only “{2}” or “{3}”.",
    ),
    "nothing_there": Label("qui nessuna", "none here"),
    "no_phase": Label("Nessuna fase scelta", "No phase chosen"),
    "bad_revision": Label(
        "“{0}” non è una revisione: ce ne sono da 0 a {1}.", "“{0}” is not a revision: there are 0 to {1}."
    ),
    "bad_page": Label(
        "“{0}” non è un numero di pagina: scrivi 1, 2, 3 …", "“{0}” is not a page number: write 1, 2, 3 …"
    ),
    # Pages that say no.
    "not_found": Label("Qui non c’è nulla", "There is nothing here"),
    "not_found_words": Label(
        "A questo indirizzo non c’è una pagina, o non c’è nulla che tu possa vedere.",
        "There is no page at this address, or nothing that you are allowed to see.",
    ),
    "not_allowed": Label("Questa richiesta non è possibile", "This request is not possible"),
    "not_allowed_words": Label("Questa pagina si può soltanto leggere.", "This page can only be read."),
    "unavailable": Label("In questo momento i dati non si leggono", "The data cannot be read right now"),
    "unavailable_words": Label(
        "L’archivio non risponde. Riprova tra poco.", "The store does not answer. Try again in a while."
    ),
    "unforeseen": Label("Qualcosa è andato storto", "Something went wrong"),
    "unforeseen_words": Label(
        "È un errore nostro. Se lo segnali, riporta questo numero: {0}",
        "The error is ours. If you report it, please quote this number: {0}",
    ),
    "go_on": Label("Si può ripartire da qui:", "You can go on from here:"),
}
