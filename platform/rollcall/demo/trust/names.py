"""Small lists that names of invented families are put together from, reflecting the variety of England's classrooms.

No list comes from any register of persons. Fore- and surnames are drawn apart, so a likeness to a real person is
chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Background:
    """Where a family's names come from, and the shares of such families that speak another language or keep Eid."""

    girls: tuple[str, ...]
    boys: tuple[str, ...]
    surnames: tuple[str, ...]
    other_language: float
    keeps_eid: float = 0.0


_ENGLISH_GIRLS = tuple(
    "Olivia Amelia Isla Ava Lily Freya Ivy Florence Willow Rosie Sophie Grace Evie Poppy Ella Daisy Phoebe "
    "Millie Harper Evelyn Maisie Matilda Elsie Sienna Ruby Emily Jessica Chloe Holly Lucy Abigail Martha "
    "Eliza Imogen Heidi Nancy Robyn Amber Lottie Hannah Bella Penelope Mabel Darcie Niamh Siân Zoë Orla "
    "Bethany Megan Summer Skye Lacey Keira Paige Lexi Scarlett Georgia Erin Tilly Beatrice Annabelle Rose "
    "Iris Thea Molly Eleanor Clara Edith Lola".split()
)
_ENGLISH_BOYS = tuple(
    "Oliver George Arthur Noah Leo Oscar Theo Archie Jack Freddie Henry Charlie Alfie Thomas Finley Jacob "
    "Luca Tommy Logan Harrison Edward Joshua Lucas William Isaac Max Reuben Ethan Daniel Harry Jude Toby Rory "
    "Louie Albert Frankie Ronnie Stanley Jenson Riley Mason Kai Tyler Callum Rhys Owen Dylan Ewan Connor Liam "
    "Declan Elliot Nathan Samuel Benjamin Sebastian Gabriel Caleb Jasper Felix Hugo Otis Ralph Sonny Bobby "
    "Jayden Corey Brandon Kieran Zachary".split()
)
_ENGLISH_SURNAMES = tuple(
    "Ashworth Atkins Bailey Barlow Barnes Bates Beckett Bell Bennett Birch-Cole Blackwell Booth Bowden "
    "Bradley Brennan Briggs Burgess Butcher Calvert Carr Carter-Hayes Chambers Clayton Coates Coleman Cooper "
    "Crossley Curtis Dalton Dawson Dickinson Dixon Doyle Drury Eastwick Elliott Ellwood Farrow Fenton "
    "Fletcher Fowler Gale Garside Gibbons Goddard Gough Greenhalgh Hadley Hargreaves Harwood Haynes Heaton "
    "Hibbert Hodgson Holt Hooper Howarth Hurst Ingham Jarvis Jessop Kendrick Kershaw Lambert Langley Lever "
    "Lomas Lowther Maddox Marsden Mellor Mercer Millward Moss Nash Naylor Newsome Norton Oakley O'Dell Ogden "
    "Openshaw Parkin Payne Peacock Pickering Platt Pollard Prior Quayle Ramsden Redfern Rigby Rowbotham Royle "
    "Sanderson Seddon Shelton Skelton Slater Sowerby Stanton Stubbs Sykes Tate Thornley Tindall Tranter "
    "Unsworth Vickers Wadsworth Walmsley Warburton Webster Whitaker Whittle Wilkes Winstanley Woodcock Wragg "
    "Yates Yorke".split()
)

BACKGROUNDS: Final[Mapping[str, Background]] = {
    "british": Background(_ENGLISH_GIRLS, _ENGLISH_BOYS, _ENGLISH_SURNAMES, other_language=0.01),
    "irish": Background(
        tuple("Aoife Saoirse Ciara Caoimhe Róisín Clodagh Nuala Bríd Kathleen Shannon".split()),
        tuple("Cillian Oisín Fionn Tadhg Cormac Eoin Darragh Patrick Michael Jimmy".split()),
        tuple("O'Donoghue O'Grady McNulty Gallagher Rafferty Tierney Delaney Cassidy O'Rourke Mulligan".split()),
        other_language=0.02,
    ),
    "european": Background(
        tuple(
            "Zofia Maja Hanna Oliwia Julia Ania Andreea Ioana Bianca Daria Gabija Emilija Elena Sofia Nina Inês".split()
        ),
        tuple(
            "Jakub Kacper Filip Szymon Antoni Oskar Andrei Matei Ionuț Luka Nojus Matas Tomás Mihai Dawid Aleks".split()
        ),
        tuple(
            "Kowalczyk Wiśniewska-Hart Zieliński Wojcik Kaminski Lewandek Dumitrescu Popa Ionescu Munteanu "
            "Stanciu Kazlauskas Petrauskas Horvat Novak Pereira Carvalho Moreira Rossetti Marchetti Dimitrov "
            "Georgieva".split()
        ),
        other_language=0.85,
    ),
    "muslim": Background(
        tuple(
            "Aisha Fatima Maryam Zainab Hafsa Inaya Ayesha Amina Safa Noor Iqra Zara Khadija Sumaya Yasmin "
            "Layla Hiba Anaya Rania Sidra".split()
        ),
        tuple(
            "Muhammad Ibrahim Yusuf Hamza Zayn Ayaan Musa Bilal Umar Ismail Hassan Adam Idris Rayyan Haris "
            "Zakariya Ali Eesa Faizan Sami".split()
        ),
        tuple(
            "Hussain Akhtar Mahmood Chaudhry Rahman Begum-Ali Miah Qureshi Iqbal Malik Siddiqui Aziz Bashir "
            "Raza Karim Uddin Hashmi Farooq Yilmaz Demir Haddad Mansour Warsame Abdi".split()
        ),
        other_language=0.72,
        keeps_eid=0.95,
    ),
    "indian": Background(
        tuple("Anaya Diya Priya Aanya Kavya Meera Jasleen Simran Harleen Isha Riya Nisha".split()),
        tuple("Arjun Aarav Rohan Vivaan Dev Jaspreet Gurveer Harjan Kiran Nikhil Ishaan Veer".split()),
        tuple("Patel Desai Mistry Solanki Sandhu Gill Dhaliwal Bains Reddy Nair Menon Sharma Kapoor Joshi".split()),
        other_language=0.66,
    ),
    "african": Background(
        tuple("Adaeze Chidera Temi Folake Ama Efua Wanjiru Thandiwe Blessing Esther Naomi Makena".split()),
        tuple("Emeka Tobi Kwame Kofi Ayo Chinedu Tendai Samuel Emmanuel Josiah Malachi Jabari".split()),
        tuple(
            "Okonkwo Adeyemi Balogun Eze Nwosu Mensah Boateng Owusu Asante Moyo Chikwanda Mwangi Kamau "
            "Adebayo-Finch Okafor Tesfaye".split()
        ),
        other_language=0.55,
        keeps_eid=0.08,
    ),
    "caribbean": Background(
        tuple("Amara Tiana Jada Shanice Kezia Naomi Aaliyah Imani Leah Renée".split()),
        tuple("Tyrese Malachi Jerome Xavier Elijah Tyrone Micah Andre Jaden Isaiah".split()),
        tuple("Campbell Grant Francis Bryan Gayle Pinnock Thompson-Reid Blake Morrison Powell Dacosta".split()),
        other_language=0.04,
    ),
    "east_asian": Background(
        tuple("Mei Yuki Linh Suki Jia Hana Thuy Xin Kayla Chloe".split()),
        tuple("Wei Jun Minh Kenji Hao Bao Tian Ryan Lucas Jin".split()),
        tuple("Chen Wong Cheung Nguyen Tran Lam Zhang Tanaka Santos Reyes Cruz Liu".split()),
        other_language=0.7,
    ),
}


def forename(dice: Random, background: str, sex: str) -> str:
    """A forename for a girl ("F") or a boy ("M") of that background."""
    lists = BACKGROUNDS[background]
    return dice.choice(lists.girls if sex == "F" else lists.boys)


def surname(dice: Random, background: str) -> str:
    """A surname; some families join two."""
    names = BACKGROUNDS[background].surnames
    first = dice.choice(names)
    if dice.random() < 0.03 and "-" not in first:
        second = dice.choice(_ENGLISH_SURNAMES)
        return first if second == first or "-" in second else f"{first}-{second}"
    return first


SHORT: Final[Mapping[str, str]] = {
    "Abigail": "Abbie",
    "Benjamin": "Ben",
    "Charlie": "Charles",
    "Daniel": "Danny",
    "Edward": "Ted",
    "Eleanor": "Nell",
    "Gabriel": "Gabe",
    "Isaac": "Zac",
    "Jessica": "Jess",
    "Joshua": "Josh",
    "Matilda": "Tilly",
    "Muhammad": "Mo",
    "Nathan": "Nate",
    "Samuel": "Sam",
    "Sebastian": "Seb",
    "Thomas": "Tom",
    "William": "Will",
    "Zachary": "Zach",
}
