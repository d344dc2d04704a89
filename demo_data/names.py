"""Names for invented people, grouped by community so that a family's names go together."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Community:
    """First and family names often found together, and how many families in a hundred use them."""

    families_in_a_hundred: int
    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(","))


COMMUNITIES = (
    Community(
        52,
        _split(
            "Olivia, Amelia, Isla, Ava, Freya, Lily, Chloe, Zoë, Emily, Jessica, Sophie, Megan, Charlotte, Grace, "
            "Ruby, Ella, Poppy, Daisy, Holly, Leah, Lauren, Gemma, Stacey, Kelly, Donna, Tracey, Michelle, "
            "Nicola, Joanne, Karen, Susan, Margaret, Dorothy, Jean, Brenda, Lisa, Claire, Helen, Laura, Hannah, "
            "Renée, Ellie-Mae, Lilly-Rose, Beth, Abigail, Natalie, Sharon, Maureen"
        ),
        _split(
            "Oliver, Jack, Harry, George, Noah, Alfie, Archie, Leo, Jacob, Joshua, Ethan, Jayden, Tyler, Callum, "
            "Liam, Ryan, Connor, Kieran, Daniel, Matthew, James, Christopher, Lee, Darren, Wayne, Gary, Craig, "
            "Stuart, Neil, Paul, Mark, Stephen, Peter, Alan, Brian, Kenneth, Derek, Ronald, Adam, Luke, Ben, Sam, "
            "Alex, Toby, Reece, Bobby, Tommy-Lee, Frederick"
        ),
        _split(
            "Smith, Jones, Taylor, Brown, Wilson, Walker, Wright, Hughes, Green, Hall, Wood, Harris, Clarke, "
            "Turner, Cooper, Ward, Hartley, Ashworth, Holt, Booth, Barlow, Ogden, Smith, Smith, Whitehead, "
            "Ramsbottom, Haigh, Sykes, Armitage, Dewhirst, Hardcastle, Smith, Firth, Birtwistle, Clegg, "
            "Duckworth, Kershaw, Lomas, Shaw-Bennett, Hill-Carter, Price-Whittle, Mills, Cartwright, Fielding, "
            "Greenhalgh, Hallam, Pickles"
        ),
    ),
    Community(
        7,
        _split("Siobhan, Aoife, Niamh, Ciara, Bridget, Kathleen, Mairead, Orla, Sinéad, Róisín, Maeve, Eileen, Nora"),
        _split("Seán, Patrick, Declan, Cormac, Padraig, Eoin, Brendan, Fergal, Conor, Michael, Aidan, Dermot, Kevin"),
        _split("O'Brien, O'Connor, Murphy, Kelly, Byrne, Doyle, McCarthy, O'Neill, Gallagher, Ó Sé, Fitzgerald, Nolan"),
    ),
    Community(
        5,
        _split("Fiona, Morag, Kirsty, Eilidh, Ailsa, Catriona, Isobel, Rhona, Shona, Mhairi, Siân, Cerys, Bronwen"),
        _split("Angus, Hamish, Iain, Euan, Fraser, Gregor, Duncan, Callan, Ruaridh, Alasdair, Rhys, Dafydd, Gareth"),
        _split(
            "McDonald, MacLeod, McKenzie, Mackay, McAllister, MacDougall, Campbell, Llewellyn, Ap Rhys, Pugh, Bevan"
        ),
    ),
    Community(
        13,
        _split(
            "Aisha, Fatima, Zainab, Maryam, Khadija, Amina, Sana, Nadia, Rukhsana, Shazia, Ayesha, Iqra, Hafsa, "
            "Bushra, Samina, Saima"
        ),
        _split(
            "Muhammad, Mohammed, Ali, Hassan, Hussain, Imran, Bilal, Usman, Yusuf, Ibrahim, Zubair, Tariq, Adeel, "
            "Hamza, Mohammad, Kashif"
        ),
        _split(
            "Khan, Ahmed, Hussain, Begum, Iqbal, Mahmood, Malik, Akhtar, Shah, Chaudhry, Mirza, Rahman, Uddin, Miah"
        ),
    ),
    Community(
        5,
        _split("Priya, Anjali, Simran, Harpreet, Jaspreet, Meera, Kavita, Sunita, Deepa, Nisha, Gurpreet, Asha"),
        _split("Arjun, Rohan, Gurdeep, Harjit, Sanjay, Vikram, Raj, Amit, Jaswinder, Nikhil, Manpreet, Ravi"),
        _split("Patel, Singh, Sharma, Desai, Mistry, Joshi, Nair, Gupta, Parmar, Solanki"),
    ),
    Community(
        6,
        _split(
            "Agnieszka, Katarzyna, Małgorzata, Zofia, Maja, Joanna, Magdalena, Ioana, Elena, Daniela, Kinga, Oksana"
        ),
        _split("Łukasz, Piotr, Tomasz, Jakub, Michał, Paweł, Szymon, Andrei, Ionuț, Marek, Bogdan, Dmytro"),
        _split("Kowalski, Nowak, Wiśniewski, Wójcik, Kamiński, Zieliński, Popescu, Ionescu, Kovács, Shevchenko"),
    ),
    Community(
        7,
        _split(
            "Adaeze, Ngozi, Abena, Akua, Fatou, Blessing, Grace, Precious, Chantelle, Shanice, Marcia, Hodan, Selam"
        ),
        _split(
            "Chukwuemeka, Kwame, Kofi, Emeka, Tunde, Oluwaseun, Isaac, Marlon, Delroy, Jermaine, Abdi, Samuel, Yonas"
        ),
        _split("Okafor, Mensah, Adeyemi, Owusu, Nwosu, Osei-Bonsu, Campbell, Grant, Bailey, Abdi, Warsame, Tesfaye"),
    ),
    Community(
        5,
        _split("Mei, Li Na, Xiaoyan, Wing Yan, Thi Lan, Layla, Shirin, Elif, Zeynep, Maria João, Inês, Noor"),
        _split("Wei, Jun, Ka Ho, Minh, Omid, Reza, Mehmet, Emre, João, José, Tiago, Karwan"),
        _split("Chen, Wong, Cheung, Nguyễn, Tran, Karimi, Hosseini, Yılmaz, Demir, da Silva, Santos, Núñez, Aziz"),
    ),
)

STREETS = _split(
    "Alder Bank, Ashlea Grove, Barncombe Road, Beckfoot Street, Birchwell Avenue, Bramblegate, Brindle Lane, "
    "Calverdale, Carrfield Rise, Chapelthorn Street, Cinderhill Road, Coppergill Close, Cowslip Mount, Dalebrook "
    "Road, Dyehouse Row, Eastmoor Crescent, Elmsett Drive, Fairholme Walk, Fernshaw Road, Foxglade Avenue, "
    "Garrowby View, Gildersholme, Hawkstone Place, Hazelbeck Grove, Heatherfold, Highthorn Terrace, Hollin Edge, "
    "Ironbridge Fold, Kestrel Bank, Kilnhurst Road, Larkfield Gardens, Limewood Avenue, Lowerhouse Street, "
    "Marlpit Lane, Meadowcroft Way, Millrace Court, Mossgate Road, Nethercote Street, Oakenroyd, Old Tannery "
    "Lane, Orchard Wharf, Pennyfield Close, Plumtree Hill, Quarryside, Ravensmere Road, Rookwood Parade, "
    "Rowanlea, Saddler Street, Shawbrook Mews, Silverbirch Drive, Spinner's Yard, Stonelow Road, Sunnybrow, "
    "Tanpits Lane, Thistledown Road, Tollbar Street, Underwood Steps, Upper Mistal, Wagon Lane, Weaver's Croft, "
    "Westerdale Street, Whinmoss Road, Willowbeck, Wrensfield, Yewtree Fold"
)

SHORT_FORMS = {
    "Christopher": "Chris", "Matthew": "Matt", "Daniel": "Dan", "Michael": "Mick", "Margaret": "Maggie",
    "Susan": "Sue", "Joshua": "Josh", "Nicola": "Nicky", "Jessica": "Jess", "Abigail": "Abby", "Muhammad": "Mohammed",
    "Mohammed": "Muhammad", "Patrick": "Paddy", "Katarzyna": "Kasia", "Małgorzata": "Gosia", "Samuel": "Sam",
    "Stephen": "Steven", "Zoë": "Zoe", "Siobhan": "Siobhán", "Charlotte": "Lottie", "Joanne": "Jo", "James": "Jim",
}  # fmt: skip
"""Forms of a first name that another source may have."""

_WEIGHTS = [community.families_in_a_hundred for community in COMMUNITIES]


def choose_community(rng: Random) -> Community:
    """A community, chosen at random by its share."""
    return rng.choices(COMMUNITIES, _WEIGHTS)[0]


def choose_first_name(community: Community, gender: str, rng: Random) -> str:
    """A first name; for a gender other than Female or Male, from either list."""
    if gender == "Female":
        return rng.choice(community.female)
    if gender == "Male":
        return rng.choice(community.male)
    return rng.choice(community.female + community.male)


def family_name_for(family_name: str, gender: str) -> str:
    """A woman's form of a family name that has one, such as Kowalska and Kaur."""
    if gender != "Female":
        return family_name
    if family_name == "Singh":
        return "Kaur"
    return family_name[:-1] + "a" if family_name.endswith("ski") else family_name
