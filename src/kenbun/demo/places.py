"""Where people live: what they are called there, and when their working day is."""

from dataclasses import dataclass

_NAMES = {
    "nordic": (
        "Ingrid Astrid Solveig Freja Maja Elin Lars Erik Henrik Sindre Oskar Nils Kari Jonas Linnea Magnus",
        "Bergström Haugen Lindqvist Solberg Nygård Dahl Ekström Holm Sørensen Lund Berglund Moen Åkesson Strand",
    ),
    "german": (
        "Anna Katharina Jürgen Lukas Sabine Felix Greta Matthias Heike Jonas Miriam Stefan Tobias Uta Paul Leonie",
        "Weber Schäfer Neumann Vogel Brandt Köhler Lindner Hofmann Seidel Krüger Albrecht Winter Böhm Ziegler",
    ),
    "french": (
        "Camille Élodie Baptiste Antoine Margaux Lucas Nathalie Hugo Inès Julien Chloé Rémi Sophie Thibault",
        "Moreau Lefèvre Girard Roussel Chevalier Marchand Gauthier Perrin Fontaine Lambert Blanc Renaud",
    ),
    "spanish": (
        "Lucía Mateo Sofía Diego Carmen Javier Valentina Andrés Elena Pablo Ximena Álvaro Marisol Rafael",
        "García Navarro Iglesias Castillo Herrera Molina Ortega Vargas Peña Cordero Salinas Fuentes Ibarra",
    ),
    "italian": (
        "Giulia Marco Francesca Alessandro Chiara Davide Elisa Luca Martina Paolo Silvia Matteo",
        "Ricci Marino Conti Ferrara Galli Rinaldi Serra Fabbri Colombo Gentile Bassi Parisi",
    ),
    "english": (
        "Emily James Olivia Daniel Grace Thomas Hannah Marcus Chloe Ryan Naomi Patrick Zoe Ethan Ruth Callum",
        "Hartley Morgan Fletcher Brooks Whitaker Ellis Donovan Shaw Carver Lawson Byrne Osborne Pryce Doyle",
    ),
    "indian": (
        "Priya Arjun Ananya Rohan Kavya Vikram Meera Sanjay Deepa Aditya Nisha Rahul Lakshmi Karthik Isha Farhan",
        "Nair Iyer Sharma Reddy Banerjee Kulkarni Chatterjee Menon Desai Kapoor Rao Pillai Joshi Siddiqui",
    ),
    "japanese": (
        "Yuki Haruto Aiko Kenji Sakura Takumi Naoko Ren Mei Hiroshi Kaori Daichi",
        "Tanaka Yamamoto Kobayashi Nakamura Matsuda Fujita Ishikawa Mori Okada Hasegawa",
    ),
    "korean": (
        "Ji-woo Min-jun Seo-yeon Hyun-woo Eun-ji Do-yun Soo-min Tae-yang Ha-eun Joon-ho",
        "Kim Lee Park Choi Jung Kang Yoon Lim Han Seo",
    ),
    "chinese": (
        "Wei Mei-Ling Jia Hui-Min Zhen Li-Na Jun Xin-Yi Kai Yan-Ting",
        "Tan Lim Wong Chen Ng Goh Zhang Teo Koh Liu",
    ),
    "polish": (
        "Agnieszka Piotr Małgorzata Tomasz Katarzyna Paweł Zuzanna Jakub Ewa Michał Oksana Dmytro",
        "Nowak Wójcik Kamiński Zieliński Mazur Dąbrowski Szymański Lewandowski Kovalenko Jankowski",
    ),
    "arabic": (
        "Layla Omar Fatima Khalid Noor Yousef Amira Hassan Mariam Tariq Salma Rashid",
        "Al-Mansoori Haddad Khoury Farouk Al-Hashimi Nasser Saleh Aziz Qureshi Darwish",
    ),
    "african": (
        "Amara Chidi Ngozi Tunde Zainab Kwame Wanjiru Otieno Adaeze Emeka Akinyi Kofi",
        "Okafor Adeyemi Mwangi Balogun Kamau Nwosu Eze Odhiambo Mensah Bello",
    ),
    "brazilian": (
        "Beatriz Thiago Larissa Gustavo Mariana Felipe Camila Rodrigo Isabela Bruno João Letícia",
        "Oliveira Ferreira Carvalho Almeida Ribeiro Barbosa Gonçalves Teixeira Moraes Cardoso",
    ),
    "turkish": (
        "Elif Mehmet Zeynep Emre Ayşe Kerem Derya Burak Selin Cem Gülşen Ozan",
        "Yılmaz Kaya Demir Şahin Çelik Aydın Öztürk Arslan Doğan Koç",
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    # hours that local time is ahead of UTC; summer time does not matter here
    offset: float


def _place(culture: str, offset: float) -> Place:
    first, last = _NAMES[culture]
    return Place(tuple(first.split()), tuple(last.split()), offset)


PLACES = {
    "Norway": _place("nordic", 1),
    "Sweden": _place("nordic", 1),
    "Germany": _place("german", 1),
    "France": _place("french", 1),
    "Spain": _place("spanish", 1),
    "Mexico": _place("spanish", -6),
    "Italy": _place("italian", 1),
    "Netherlands": _place("german", 1),
    "United Kingdom": _place("english", 0),
    "Ireland": _place("english", 0),
    "United States": _place("english", -5),
    "Canada": _place("english", -5),
    "Australia": _place("english", 10),
    "India": _place("indian", 5.5),
    "Japan": _place("japanese", 9),
    "South Korea": _place("korean", 9),
    "Singapore": _place("chinese", 8),
    "Poland": _place("polish", 1),
    "United Arab Emirates": _place("arabic", 4),
    "Nigeria": _place("african", 1),
    "Kenya": _place("african", 3),
    "Brazil": _place("brazilian", -3),
    "Turkey": _place("turkish", 3),
}
