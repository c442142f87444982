"""Letters of other scripts that are drawn like a Latin letter, and signs that are drawn like another sign.

A compact table from the shapes of the letters (the idea of Unicode TR39, not its file): one letter to one
Latin letter. It is for comparison only: a Russian word becomes a mixture that nobody should be shown.
"""

# Latin letter: the letters drawn like it. Cyrillic is listed in lower case, because both cases of a Cyrillic
# letter are given the same Latin letter: a Russian word then compares equal in any case.
_LIKE_LATIN = {
    "a": "аαɑᎪꓮⲀⲁꭺаɑ⍺ᴀɐаӑӓạᗅ𐊠ᗩᗋ",
    "b": "вьΒβᏴꓐⲂƄʙᖯƀɓ𐊂ᏼᗷᏰ",
    "c": "сϲϹᏟꓚⲤⲥᴄҫ𐊢ⅽͼƈᑕҁ",
    "d": "ԁᎠꓓɗᏧᗞⅾᴅđɖᗪᑯᏛ",
    "e": "еєΕεᎬꓰⲈⲉℯ℮ᴇҽɛəҿ𐊆ᗴᕮ",
    "f": "ϝҒꓝϜƒꬵғꞙẝᖴʄ",
    "g": "ԍᏀꓖɡցɢԌᶃǥɠᘜᏳᎶ",
    "h": "нһΗᎻꓧⲎհʜᏂҺɦᕼђћɧ",
    "i": "іΙιᎥꓲⲒⲓɩıɪͺꙇӀᏆᎨᓰᓮ",
    "j": "јЈꓙᎫϳյȷᴊʝᒍᒎ",
    "k": "кΚκᏦꓗⲔⲕᴋқҝҟƙᛕӄ",
    "l": "ӏᏞꓡⳐⅼւʟןℓłᒪ𐐛ɭ",
    "m": "мΜᎷꓟⲘᴍⅿ𐊰ʍᗰ",
    "n": "пΝηꓠⲚոռɴᑎɲиᘉŋ",
    "o": "оΟοσОꓳⲞⲟօဝᴏסҩഠⵔɵөᓍᎧ",
    "p": "рΡρᏢꓑⲢⲣᴘҏᑭᖘᎮ",
    "q": "ԛզգʠԚᑫᕴ",
    "r": "гяᎡꓣⲄʀᴦѓᖇᏒɾɼ",
    "s": "ѕᏚꓢႽꜱՏʂᏕ𐊖ᔕᎦ",
    "t": "тΤτᎢꓔⲦⲧᴛҭƭŧ𐊗ᖶᎿ",
    "u": "υսцꓴᑌᴜʋᏌᑘʉʊ",
    "v": "νѵᏙꓦᴠⅴᐯѴᐺ",
    "w": "ԝшωᎳꓪաᴡɯѡᏔᗯᙡ",
    "x": "хΧχꓫⲬⲭⅹ᙭ҳ×ӽӿᚷ",
    "y": "уүΥγᎽꓬⲨʏүұỿყᎩᖻ",
    "z": "ΖᏃꓜⲌᴢʐƶȥᘔ",
}
# Faces that stand for no single letter elsewhere but are used for one in shop titles (SΛMSUNG, PЯADA).
_STYLED = {"Λ": "a", "Δ": "a", "Σ": "e", "Ξ": "e", "Θ": "o", "Ø": "o", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t"}
# Signs of money and mathematics that lettering shops put for letters; those that stand before honest prices ($ € £ ¥) are
# kept, and read as letters only inside a word.
_STYLED |= dict(zip("₳฿₵¢₣₲₭₥₦₱₴₮₩§∂℘∩∪√∆∇", "abccfgkmnpstwsdpnuvav", strict=True))
_LIKE_SIGNS = {
    "-": "‐‑‒–—―−⁃﹘",
    "'": "‘’‛′ʹʼʻ´`ˈ＇",
    '"': "“”„‟″〝〞",
    "*": "∗⁎✱✲✳✴✵✶✻✽❋★☆✭✯⭐",
    ".": "․。．",
    "/": "⁄∕⧸",
    "|": "∣ǀ❘丨",
    # Two Chinese strokes that no title spells a word with: sellers put them between the letters of a name.
    "·": "丶灬",
    # Spots of every shape: a bullet before a word, and inside one a letter blotted out.
    "•": "●○◯◉◎⚫⚪⭕◆◇◈■□▪▫◼◻▲△▼▽♦♢♥♡❤✿❀✚✖⬤🔴🔵⬛⬜",
    "~": "∼〜～",
    ":": "ː∶꞉",
    " ": "™℠©®⠀",  # marks of ownership stand against a name and must not lengthen it; the last is a blank Braille cell
}
# Drawn as nothing, though their category says letter: Hangul fillers and the Khmer inherent vowels.
INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5")
# The micro sign is honest beside Latin letters (µm), so it is no sign of disguise.
_HONEST_BESIDE_LATIN = frozenset("μΩΔ")


def latin_of() -> dict[str, str]:
    """Letter → the Latin letter it is drawn like. A lower-case Cyrillic letter also answers for its capital."""
    found = {letter: latin for latin, letters in _LIKE_LATIN.items() for letter in letters}
    return found | _STYLED | {sign: plain for plain, signs in _LIKE_SIGNS.items() for sign in signs}


def disguising_letters() -> str:
    """The letters of other scripts that pass for Latin ones, as one string, both cases, in a fixed order."""
    shapes = {letter for letters in _LIKE_LATIN.values() for letter in letters}
    cased = {form for letter in shapes for form in (letter, letter.upper(), letter.lower()) if len(form) == 1}
    return "".join(sorted(letter for letter in cased - _HONEST_BESIDE_LATIN if ord(letter) > 0x250))
