"""Words that are easy to say, to spell and to tell apart, for the spoken code: four of them are 38.7 bits."""

from __future__ import annotations

WORDS = """
accordion acorn acrobat actor airport album alcove alligator almond alphabet amber amulet anchor animal antelope
antenna anvil apple apricot apron aquarium arcade archer arena armadillo armchair arrow artichoke artist asparagus
aspen aster athlete atlas atrium attic aubergine autumn avenue avocado axle azalea baboon backpack badger bagel bakery
balcony ballad ballerina balloon bamboo banana banjo banner banquet barley basil basket bassoon bathtub beacon beaver
bedroom beehive belfry beret berry bicycle birch biscuit bison blackbird blanket blazer blender blossom bluebell
blueberry bobbin bonfire bonnet bookcase bookshelf boomerang boot bottle boulder bowtie bracelet bramble branch brass
bread breakfast breeze bridge broccoli bronze brooch brook brownie bubble bucket buckle buffalo buffet bugle bulldog
bumblebee bungalow burger burrow butter button cabbage cabin cable cactus calendar calico camel camera campfire canal
canary candle canoe canopy canvas canyon captain caramel caravan cardigan caribou carnation carousel carpenter carpet
carrot cartoon cascade casserole castle catamaran cavern cedar ceiling celery cellar cello centaur ceramic chariot
cheddar cheese cheetah cherry chestnut chicken chimney chipmunk chocolate chopstick chorus chrome cicada cider cinema
cinnamon circle citrus clarinet classroom clover cobalt cobbler cocoa coconut cocoon coffee comet compass concert
conductor confetti cookie copper coral corner cottage cotton cougar courtyard cracker cradle cranberry crater crayon
crepe crescent cricket crocodile crocus crumpet crystal cucumber cupboard cupcake curry curtain cushion cymbal cypress
daffodil dahlia daisy dancer dandelion denim desert dewdrop diamond diary dictionary dinner dinosaur diploma dolly
dolphin domino donkey doorbell dormouse dragon driftwood drizzle dumpling duvet eagle earring easel eclipse electron
elephant elevator emerald enamel encore engine engraver envelope equator ermine escalator evening evergreen explorer
fairy falcon family farmer farmhouse feast feather fern ferret festival fiddle fiesta filter finch firefly fireplace
fireworks flame flamingo flannel flask fleece flotilla flute folklore football footpath forest fossil foxglove freezer
friend fruit fudge galaxy galleon gallery garage garden garland garlic garnet gazebo gazelle gecko gemstone geranium
geyser ginger giraffe glacier gladiolus glider glitter globe goblet goggles gold gondola gooseberry gorilla granite
grape gravel gravy greenhouse greyhound guitar gumdrop haddock hamlet hammock hamster handbag harpist harvest hawthorn
haystack hazel headband hedgehog helicopter helmet herb heron hibiscus hickory highland hill hippo hobby hockey
holiday hollyhock honey hoodie hopscotch horizon horse hotel houseboat icicle igloo iguana impala indigo insect iris
island ivory jackal jackdaw jacket jaguar jasmine javelin jeans jelly jester jetty jewel jigsaw joker journey juggler
juice jumper junction jungle juniper kangaroo karate kayak kennel kettle kimono kingfisher kiosk kitchen kite kitten
kiwi knapsack knitting koala ladder ladle ladybird lagoon landscape lantern larch lasso lavender legend lemon lemur
lentil leopard letter lettuce library lifeboat lighthouse lilac limestone linen lion lizard llama lobster locomotive
lollipop lotus lullaby lupin macaroni macaw mackerel magnet magnolia magpie mailbox mallard mammoth manatee mandarin
mandolin mango maple marble marigold marina marjoram market marmalade marmot marzipan mascot mattress meadow meerkat
melody melon mermaid meteor microphone midnight milkshake mineral minnow mint mirror mocha mohair monsoon monument
morning mosaic motorbike mountain muesli muffin mulberry museum mushroom muslin mustang mustard myrtle napkin narwhal
necklace nectar needle neptune noodle nougat nugget nutmeg oasis oatmeal oboe ocean octave octopus okra olive onion
opera oracle orange orchard orchestra orchid origami oriole osprey ostrich otter overcoat oxygen oyster paddle painter
palace pancake panda pansy pantry papaya paper parachute parade parasol parcel parchment parsley parsnip partridge
pasture patio pavilion peach peacock peanut pebble pelican pencil penguin peony pepper perfume periscope petal petunia
pheasant piano picnic picture pigeon pillow pilot pineapple pirate pistachio pizza planet platform platinum platypus
plaza plum pocket polka pollen popcorn poplar poppy porcelain porch porcupine porridge postcard potato pottery prairie
pretzel primrose prism pulley puma pumpkin puppet puzzle pyramid quail quartz quiche quilt quince quiver rabbit
raccoon radish railway rainbow raincoat raindrop raspberry raven ravioli redwood reindeer ribbon risotto river robin
rooster rosebud rosemary roundabout ruby rucksack rudder safari saffron sailor salami salmon samba sandal sandpiper
sandwich sapphire sardine satchel satin saturn saucepan sauna sausage savannah saxophone scallop scarf scissors
scooter seagull seahorse seal seashell seaweed seedling sequin shadow shamrock shell shepherd sherbet shovel shuttle
sideboard silver skylark skyscraper sleigh slipper smoothie snowdrop snowflake snowman sofa sonata soprano spaghetti
spaniel sparrow spider spinach spindle spiral sponge spruce squirrel stadium star station statue stove strawberry
stream submarine subway suitcase summer sunflower sunrise sunset sunshine supper surfer sushi swallow sweater
swordfish sycamore symphony tadpole tambourine tandem tangerine tapestry tapir tarragon tartan teacher teapot
telescope tempo tennis terrace terrier thicket thimble thistle thrush thunder tiara tiger timber tinsel toaster
toboggan tomato topaz tortoise toucan towel tractor trampoline treacle treasure treehouse trellis triangle tricycle
trifle trolley trombone trophy trousers tulip tundra tunnel turbine turkey turmeric turnip turquoise turret turtle
tuxedo twilight typewriter umbrella unicorn universe upland valentine valley vanilla vegetable velvet viaduct village
vinegar vineyard viola violet violin vitamin volcano volleyball voyage waffle waistcoat wallaby wallflower walnut
walrus warbler wardrobe waterfall watermelon wedding weekend whisker wildcat windmill window winter wisdom wombat
woodland woodpecker yellow zebra zenith zephyr zeppelin zigzag zinnia zither zodiac
""".split()  # noqa: SIM905  a list of 814 quoted words would be harder to read
