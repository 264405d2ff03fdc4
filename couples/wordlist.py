"""Words that are easy to say and hard to mishear, for the spoken code: four of them are 31 bits."""

from __future__ import annotations

WORDS = """
acorn almond amber anchor apple apron arrow autumn badger bakery balloon bamboo banana barley basket beacon
beaver bicycle birch biscuit blanket blossom bottle branch breeze bridge bronze brook bucket buffalo butter button
cabin cactus camel candle canoe canyon carpet carrot castle cedar cello cherry chestnut cider cinnamon circle
clover cobalt cocoa coffee comet compass copper coral cotton cradle crater cricket crystal curtain cushion daisy
dancer desert dolphin donkey dragon driftwood eagle ember emerald falcon feather fern fiddle flame flannel flute
forest fountain fox galaxy garden garlic gazelle geyser ginger giraffe glacier globe goblet gold grape
granite gravel hammock harbour harvest hazel heather hedgehog heron hill honey horizon igloo indigo island
ivory jacket jasmine jelly jungle juniper kettle kitten koala lagoon lantern lavender lemon leopard letter
library lilac linen lizard lobster lotus lupin magnet mango maple marble market meadow melody melon
mint mirror mitten monsoon morning mountain mushroom napkin nectar needle nettle noodle nutmeg oasis ocean
octave olive onion orange orchard orchid otter oyster paddle palace paper parrot parsley pasture peach
pebble pelican pencil penguin pepper petal piano picnic pigeon pillow planet plum pocket pollen poppy
porridge potato prairie pumpkin puzzle quartz quilt rabbit radish rainbow raven ribbon river robin rocket
rooster rosemary ruby saddle saffron sailor salmon sandal sapphire satin scarf seal shadow shell silver
sleigh snowflake sparrow spinach spruce squirrel star stream summer sunset swallow tambourine tangerine teapot thimble
thistle thunder tiger timber toffee tulip tunnel turnip turtle umbrella valley vanilla velvet violet violin
""".split()  # noqa: SIM905  a list of 245 quoted words would be harder to read
