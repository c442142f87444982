"""What sellers, buyers and rights holders write in English. Written for the simulation; no detection word list is read."""

from __future__ import annotations

TITLE_EXTRAS = {
    "flagship": ("Official Store", "New Season", "2 Year Warranty", "", ""),
    "authorised_retailer": ("Authorised Dealer", "In Stock", "Free Delivery", "", ""),
    "retailer": ("Free Shipping", "In Stock", "Fast Dispatch", "Gift Boxed", "", ""),
    "discounter": ("SALE", "Outlet", "Clearance", "Last Sizes", "Ex-Display", "70% OFF", ""),
    "private_new": ("BNWT", "Unwanted Gift", "Brand New Boxed", "Never Used", "Sealed", ""),
    "second_hand": ("Pre-owned", "Good Condition", "Used Once", "Vintage", "With Box & Receipt", "Read Description"),
    "grey_importer": ("EU Version", "Global Version", "Imported", "Duty Free Stock", "No Local Warranty"),
    "liquidator": ("Overstock Lot", "Surplus", "Job Lot", "Unbranded Packaging", "Customer Returns"),
}
SLOGANS = ("100% Authentic", "Guaranteed Genuine", "Original", "Real Deal", "Money Back if Not Genuine")
LOUD = (
    "1:1 Replica", "AAA Quality", "Mirror Quality", "Super Clone", "Top Batch", "UA Version", "High Copy", "Best Rep",
    "Factory Direct Same as Original", "AAAA Grade", "Passes Legit Check", "Dupe", "1 to 1 Version", "Super Fake",
)
# Honest phrases that share words with the loud ones.
TRAPS = (
    "Not a replica.", "Takes 2 AAA batteries (not included).", "1:1 exchange within 7 days if faulty.", "No fakes, no copies, ever.",
    "Comes with AAA battery pack.", "Full scale 1:1 display stand included.", "Bought from the brand's own factory outlet.",
    "Serial number can be checked with the maker.", "OEM packaging.", "Please no replica questions.",
)
ACCESSORY = ("{part} for {brand} {line}", "{part} fits {brand} {noun}", "{part} compatible with {brand} {line} {noun}", "{brand} {line} {part} (aftermarket)")
LOOKALIKE = ("{own} {noun} {feature} {colour}", "{own} {noun} {colour} {brand} style", "{own} {noun} inspired by {brand} {line}", "{own} {colour} {noun} like {brand}")
OWN_LABELS = ("Ruvelle", "Tangent", "Momoda", "Westlane", "Piku", "Casualo", "Denmor", "Okta", "Liora", "Stonefield")
OPENERS = (
    "Welcome to our shop.", "Thanks for looking.", "Please read the description before buying.", "All items photographed by us.",
    "What you see is what you get.", "Hello and thank you for your visit.", "Up for sale:", "Available now.", "New arrival this week.",
)
CARE = (
    "Ships within 24 hours with tracking.", "Returns accepted within 14 days.", "Carefully packed in a double box.", "Combined postage available.",
    "Stored in a smoke free home.", "Invoice can be issued.", "We answer messages within a day.", "Delivery takes 7 to 15 days.",
    "Comes with box and dust cover.", "Prices are final, no offers please.", "Bulk orders welcome, ask for the price list.",
    "Colour may differ slightly on your screen.", "Check the size chart before ordering.", "Sold as seen, small marks possible.",
    "Card and box included.", "Feedback is appreciated.", "No tax invoice for this price.", "Manufacturer warranty applies.",
)
STORY = {
    "second_hand": ("Used for one season.", "Small scratch on the back.", "Selling because I moved.", "Bought two years ago."),
    "private_new": ("Got it as a gift, wrong size.", "Bought on holiday, never opened.", "Duplicate present."),
    "grey_importer": ("Parallel import, same product, no local guarantee.", "Bought abroad by our buyer."),
    "liquidator": ("From a closed shop.", "Warehouse clearance, labels may be cut."),
    "discounter": ("Last season stock.", "End of line.", "Refurbished by our workshop."),
}
CONTACT_LINES = ("More photos on request: {contact}", "Contact {contact} for price list", "Questions? {contact}", "Add {contact} for new models")
CONTACT_FORMS = ("WhatsApp +86 {n}", "wechat: {h}", "{h}@mailbox.example", "tel {n}", "line id {h}", "telegram @{h}")
CONTACT_DISGUISES = ("w-h-a-t-s-a-p-p {n}", "V.X {h}", "{h} (at) mailbox example")
REVIEWS = {
    "good": ("Great, exactly as described.", "Fast delivery, nice item.", "My second one, love it.", "Good value.", "Perfect gift.", "Well packed, thanks!", "Works fine.", "Nice colour."),
    "plain": ("It is ok.", "Arrived late but fine.", "Smaller than I thought.", "Colour a bit different.", "Box was dented."),
    "fake": ("This is a fake!", "Not genuine, the logo is wrong.", "Counterfeit, asked for a refund.", "Compared with the shop one: not real.", "Feels cheap, I doubt it is original.", "Serial number does not exist."),
    "negated": ("Was afraid it is fake but it is 100% genuine.", "Not fake, checked in the store.", "Definitely the real one, no copy.", "Thought it was a replica at this price, it isn't."),
}
PLACES = (
    "New Jersey, United States", "Leeds, United Kingdom", "Rotterdam, Netherlands", "Shenzhen, China", "Guangzhou, China", "Hong Kong",
    "Ohio, United States", "Texas, United States", "Milan, Italy", "Istanbul, Turkey", "Dubai, UAE", "Toronto, Canada",
)
ODD_PLACES = ("New Jersey, Hong Kong", "London, Shenzhen", "US warehouse / CN", "Italy, Guangzhou")
SHOP_NAMES = ("{w} Outlet", "{w} Store", "{w}_deals", "{w} & Co", "the {w} shop", "{w}{d}", "{w}-direct", "{w} Trading", "{w}.{d}")
SHOP_WORDS = (
    "maple", "bluebird", "lucky", "sunrise", "hilltop", "urban", "cosy", "rapid", "golden", "pixel", "willow", "cedar", "harvest", "nova",
    "river", "silk", "merry", "panda", "quick", "royal", "simple", "tiny", "vivid", "wander", "zen", "alpha", "bright", "coral", "dawn", "echo",
)
NO_BRAND = ("Unbranded", "AS SHOW", "Does not apply", "N/A", "No brand", "Generic")
UNRELATED = (
    "Cotton kitchen towel set of 4", "LED desk lamp with dimmer", "Garden hose 15 m", "Museum replica Roman coin", "1:18 scale model tractor",
    "AAA rechargeable batteries 8 pack", "Ceramic mug 350 ml", "Yoga mat non slip", "Steel water bottle", "Wall clock silent", "Movie prop replica sword", "Duplex printing paper A4",
)
PROHIBITED = ("Driver airbag module used tested", "Passenger airbag inflator", "Airbag set complete with igniter")
COMPLAINTS = (
    "We are the owner of the trademark {brand}. The goods offered are not made by us and infringe our rights. Please remove the listing(s).",
    "The offer uses our {right} without permission. Test purchase showed counterfeit goods.",
    "Infringing goods under the name {brand}. We have a good faith belief that the use is not authorised.",
    "Seller is not authorised to sell {brand} and the packaging differs from ours.",
)
