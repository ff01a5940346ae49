"""The words around one entity, its ties and its history, and those for values of the model."""

from __future__ import annotations

from graph.vocabulary.kinds import Label
from visualisations.value_texts import VALUE_TEXTS

FACT_TEXTS = {
    # One entity.
    "where": Label("Dove", "Where"),
    "when": Label("Quando", "When"),
    "from": Label("dal {0}", "from {0}"),
    "until": Label("fino al {0}", "until {0}"),
    "from_until": Label("dal {0} al {1}", "from {0} to {1}"),
    "nowhere": Label("non registrato", "not recorded"),
    "unknown_where": Label("Non è registrato dove.", "No place recorded."),
    "unknown_when": Label("Non è registrato quando.", "No dates recorded."),
    "unknown_where_when": Label("Non è registrato né dove né quando.", "Neither place nor dates recorded."),
    "facts": Label("In breve", "At a glance"),
    "holder": Label("Titolare", "Held by"),
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
    "earlier_changes": Label("Modifiche precedenti, non mostrate: {0}.", "Earlier changes, not shown: {0}."),
    "before": Label("Prima", "Before"),
    "after": Label("Dopo", "After"),
    "field": Label("Campo", "Field"),
    "nothing": Label("niente", "nothing"),
    "see_involved": Label("Chi è coinvolto qui", "Who is involved here"),
    "see_sayings": Label("Che cosa dice, sezione per sezione", "What it says, section by section"),
    "yes": Label("sì", "yes"),
    "no": Label("no", "no"),
    # Words for values of the model.
    **VALUE_TEXTS,
    "tag_ASSERTS": Label("afferma", "says"),
    "tag_PLANS": Label("prevede", "plans"),
    "tag_DENIES": Label("nega", "denies"),
    "tag_INFERRED": Label("si deduce", "inferred"),
    "CREATE": Label("Registrato", "Recorded"),
    "UPDATE": Label("Modificato", "Changed"),
    "END": Label("Concluso", "Ended"),
    "DELETE": Label("Eliminato", "Deleted"),
    "MERGE": Label("Unito a un’altra voce", "Merged into another entry"),
    "actor_file loader": Label("da file", "from files"),
    "actor_local editor": Label("dalla redazione", "by the editors"),
    "actor_ledger": Label("dal registro delle cancellazioni", "by the ledger of erasures"),
    "undo": Label("annullamento della revisione {0}", "undo of revision {0}"),
}
