"""The companies of the demo: made up, under the top-level domain that is reserved for examples."""

import re
from dataclasses import dataclass

# name; industry; country; city; employees
_COMPANIES = """
Halden Freight; Logistics; Norway; Oslo; 640
Birkewald Maschinenbau; Manufacturing; Germany; Stuttgart; 2300
Lumora Health; Healthcare; United States; Boston; 480
Quillstone Analytics; Software; United Kingdom; London; 120
Saffronline Retail; Retail; India; Mumbai; 3400
Nordvik Energi; Energy; Norway; Bergen; 900
Atelier Corvane; Design; France; Lyon; 45
Ferrobianco; Manufacturing; Italy; Torino; 1150
Kitsune Robotics; Robotics; Japan; Osaka; 260
Delmaro Foods; Food; Spain; Valencia; 780
Tallgrass Credit Union; Banking; United States; Omaha; 310
Palisade Ledger; Fintech; United States; New York; 210
Brightmoor Insurance; Insurance; United Kingdom; Leeds; 1900
Vela Aeronautica; Aerospace; Brazil; São José dos Campos; 540
Ostara Biotech; Biotech; Sweden; Uppsala; 170
Kaveri Learning; Education; India; Bengaluru; 95
Hanok Games; Gaming; South Korea; Seoul; 330
Zielonka Software; Software; Poland; Kraków; 85
Oasis Medtech; Healthcare; United Arab Emirates; Dubai; 220
Baobab Payments; Fintech; Nigeria; Lagos; 140
Rheinbogen Logistik; Logistics; Germany; Köln; 1250
Maplecrest Media; Media; Canada; Toronto; 160
Southern Cross Surveying; Construction; Australia; Perth; 70
Tulpenhof Data; Software; Netherlands; Utrecht; 60
Anadolu Tekstil Ortak; Manufacturing; Turkey; İzmir; 2100
Merlion Cargo; Logistics; Singapore; Singapore; 410
Cobblepeak Software; Software; United States; Denver; 75
Iridia Cosmetics; Consumer goods; France; Paris; 1300
Granite Harbour Legal; Legal services; Ireland; Dublin; 55
Sierra Plata Mining; Mining; Mexico; Monterrey; 2700
Fjellro Travel; Travel; Norway; Trondheim; 130
Pampa Verde Agro; Agriculture; Brazil; Curitiba; 620
Hollowbrook University Press; Publishing; United Kingdom; Oxford; 110
Cinderpath Security; Security; United States; Austin; 190
Arcadia Wohnbau; Real estate; Germany; Leipzig; 240
Nimbus Harvest; Agriculture; Kenya; Nairobi; 88
Sundara Pharma; Pharma; India; Hyderabad; 4100
Tessellate Studio; Design; Australia; Melbourne; 28
Polar Loop Telecom; Telecom; Sweden; Stockholm; 1700
Montelupo Vini; Food; Italy; Firenze; 65
Redwood Tutoring; Education; United States; Portland; 52
Castellan Hotels; Travel; Spain; Barcelona; 950
Ginkgo Street Capital; Finance; Singapore; Singapore; 38
Weichsel Rail; Transport; Poland; Gdańsk; 1400
Kiln and Copper; Retail; United Kingdom; Bristol; 34
Amberwing Drones; Aerospace; Netherlands; Eindhoven; 115
Sakuragi Foods; Food; Japan; Tokyo; 860
Lakeshore Dental Group; Healthcare; Canada; Ottawa; 150
Marhaba Retail Group; Retail; United Arab Emirates; Abu Dhabi; 1800
Cypress and Vale; Consulting; United States; Atlanta; 66
Ember and Oak Furniture; Retail; Ireland; Cork; 47
Solstice Solar; Energy; United States; Phoenix; 370
Blauwasser Reederei; Logistics; Germany; Hamburg; 520
Ilex Genomics; Biotech; United Kingdom; Cambridge; 135
Tierra Alta Coffee; Food; Mexico; Oaxaca; 40
Pinhole Cameras; Electronics; South Korea; Incheon; 210
Vellum Archives; Software; Canada; Vancouver; 32
Bosphorus Freight; Logistics; Turkey; İstanbul; 680
Savanna Microfinance; Banking; Kenya; Mombasa; 175
Opaline Glassworks; Manufacturing; France; Nantes; 290
"""


@dataclass(frozen=True, slots=True)
class Company:
    # the id that product and CRM know it by
    key: str
    name: str
    domain: str
    industry: str
    country: str
    city: str
    employees: int

    @property
    def size(self) -> str:
        for most, label in ((50, "1-50"), (200, "51-200"), (1000, "201-1000")):
            if self.employees <= most:
                return label
        return "1000+"


def _read() -> tuple[Company, ...]:
    companies = []
    for number, line in enumerate(_COMPANIES.strip().splitlines()):
        name, industry, country, city, employees = line.split("; ")
        domain = re.sub(r"[^a-z]+", "-", name.lower()) + ".example"
        key = f"acc_{4100 + 37 * number}"
        companies.append(Company(key, name, domain, industry, country, city, int(employees)))
    return tuple(companies)


COMPANIES = _read()
