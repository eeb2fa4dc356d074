"""Makes the fonts of this folder out of whole ones: python3 subset.py FOLDER

FOLDER holds PlusJakartaSans_400Regular.ttf and PlusJakartaSans_700Bold.ttf, as the npm package
@expo-google-fonts/plus-jakarta-sans ships them. Needs the PyPI package fonttools.

What stays is what names and addresses in Latin letters need. The figures that are all of one
width, which columns of amounts need, get places of their own: U+E030 to U+E039.
"""
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FIGURES = 0xE030
KEPT = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B,
        *(ord(it) for it in "–—‘’‚“”„†•…‹›₂₃€№™←↑→↓−≈≠≤≥")]


def figures(font):
    """The figures of one width, by the names of the usual ones."""
    table = font["GSUB"].table
    wanted = [it for it in table.FeatureList.FeatureRecord if it.FeatureTag == "tnum"]
    lookups = {index for it in wanted for index in it.Feature.LookupListIndex}
    return {one: other for index in lookups for part in table.LookupList.Lookup[index].SubTable
            for one, other in getattr(part, "ExtSubTable", part).mapping.items()}


for source, target in (("400Regular", "regular"), ("700Bold", "bold")):
    font = TTFont(Path(sys.argv[1]) / f"PlusJakartaSans_{source}.ttf")
    wide = figures(font)
    for table in font["cmap"].tables:
        for number in range(10):
            if table.isUnicode():
                table.cmap[FIGURES + number] = wide[table.cmap[ord("0") + number]]
    options = Options()
    options.hinting = False
    options.layout_features = ["kern"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GDEF", "STAT", "gasp", "DSIG", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[*KEPT, *range(FIGURES, FIGURES + 10)])
    subsetter.subset(font)
    font.save(Path(__file__).parent / f"jakarta-{target}.ttf")
