"""Letters of other scripts that are drawn like a Latin letter, and signs that are drawn like another sign.

A compact table from the shapes of the letters (the idea of Unicode TR39, not its file): one letter to one
Latin letter. It is for comparison only: a Russian word becomes a mixture that nobody should be shown.
"""

# Latin letter: the letters drawn like it. Cyrillic is listed in lower case, because both cases of a Cyrillic
# letter are given the same Latin letter: a Russian word then compares equal in any case.
_LIKE_LATIN = {
    "a": "аαɑᎪꓮⲀⲁꭺаɑ⍺ᴀɐаӑӓạᗅ𐊠",
    "b": "вьΒβᏴꓐⲂƄʙᖯƀɓ𐊂ᏼ",
    "c": "сϲϹᏟꓚⲤⲥᴄҫ𐊢ⅽͼƈ",
    "d": "ԁᎠꓓɗᏧᗞⅾᴅđɖ",
    "e": "еєΕεᎬꓰⲈⲉℯ℮ᴇҽɛəҿ𐊆",
    "f": "ϝҒꓝϜƒꬵғꞙẝ",
    "g": "ԍᏀꓖɡցɢԌᶃǥɠ",
    "h": "нһΗᎻꓧⲎհʜᏂҺɦᕼ",
    "i": "іΙιᎥꓲⲒⲓɩıɪͺꙇӀ",
    "j": "јЈꓙᎫϳյȷᴊʝ",
    "k": "кΚκᏦꓗⲔⲕᴋқҝҟƙ",
    "l": "ӏᏞꓡⳐⅼւʟןℓłᒪ𐐛ɭ",
    "m": "мΜᎷꓟⲘᴍⅿ𐊰ʍᗰ",
    "n": "пΝηꓠⲚոռɴᑎɲ",
    "o": "оΟοσОꓳⲞⲟօဝᴏסҩഠⵔɵө",
    "p": "рΡρᏢꓑⲢⲣᴘҏᑭ",
    "q": "ԛզգʠԚ",
    "r": "гяᎡꓣⲄʀᴦѓᖇᏒɾɼ",
    "s": "ѕᏚꓢႽꜱՏʂᏕ𐊖",
    "t": "тΤτᎢꓔⲦⲧᴛҭƭŧ𐊗",
    "u": "υսꓴᑌᴜʋᏌ",
    "v": "νѵᏙꓦᴠⅴᐯѴ",
    "w": "ԝшωᎳꓪաᴡɯѡᏔ",
    "x": "хΧχꓫⲬⲭⅹ᙭ҳ×",
    "y": "уүΥγᎽꓬⲨʏүұỿყ",
    "z": "ΖᏃꓜⲌᴢʐƶȥ",
}
# Faces that stand for no single letter elsewhere but are used for one in shop titles (SΛMSUNG, PЯADA).
_STYLED = {"Λ": "a", "Δ": "a", "Σ": "e", "Ξ": "e", "Θ": "o", "Ø": "o", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t"}
_LIKE_SIGNS = {
    "-": "‐‑‒–—―−⁃﹘",
    "'": "‘’‛′ʹʼʻ´`ˈ＇",
    '"': "“”„‟″〝〞",
    "*": "∗⁎✱✲✳✴✵✶✻✽❋★☆✭✯⭐",
    ".": "․。．",
    "/": "⁄∕⧸",
    "|": "∣ǀ❘",
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
