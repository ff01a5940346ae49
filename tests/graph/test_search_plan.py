"""What people type, misspelt or unaccented, and what they mean in the provincial plan."""

from __future__ import annotations

import pytest

from graph.rights import ViewClass
from graph.search import search
from graph.service import Service

MEANT = {
    "universita catolica": "universita-cattolica",
    "caffe politco": "caffe-politico",
    "cabina rejia cremona": "cabina-regia-cremona",
    "volontariatto civico": "volontariato-civico",
    "csvnet lombarda": "csvnet-lombardia",
    "thinktwon": "thinktown",
    "servizzio civile": "servizio-civile-volontario",
    "ambito casalmagiore": "ambito-casalmaggiore",
    "coachng delle reti": "azione-4",
    "orientameto informazione": "obiettivo-contenuto",
    "bando coprogettazione": "bando-casalmaggiore",
    "azienda sociale cremonse": "azienda-sociale-cremonese",
    "informagiovnai": "servizio-universita-informagiovani",
    "acordo partenariato": "accordo-di-partenariato",
    "abilita professionali": "azione-5",
    "laboratorio storyteling": "laboratorio-storytelling",
    "testimonianza": "testimonianze",
    "reggione lombardia": "regione-lombardia",
    "autonomia vita adutla": "obiettivo-autonomia",
    "asociazionismo emersione": "emersione-associazionismo",
    "oficina desideri": "officina-dei-desideri",
    "azione 6.2": "azione-6-2",
    "action 6.2": "azione-6-2",
    "lavoro all'estero": "lavoro-all-estero",
    "dropout cremona": "azione-5-2",
}


@pytest.mark.parametrize(("text", "slug"), MEANT.items())
@pytest.mark.anyio
async def test_what_is_meant_is_among_the_first_three(plan_service: Service, text: str, slug: str) -> None:
    view = await plan_service.view(ViewClass.PUBLIC)
    assert slug in [hit.entity.slug for hit in search(view, text, first=3)]
