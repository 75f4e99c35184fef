"""What styles play: their tempi, drum patterns, chord gestures, bass lines and leading voices."""

from __future__ import annotations

from dataclasses import dataclass

# Drums to strings of steps that share out one bar (two where they are twice as long):
# X accented, x plain, o soft, . none.
Pattern = dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What one instrument does with the chords.

    Attributes
    ----------
    gesture : str
        "hold", "chords", "strum", "up", "updown", "alberti", "voices", "steps" or "walk".
    steps : str
        The rhythm over one bar; basses write what they play: R root, 3, 5, 8 octave, a approach.
    timbre : str
    """

    gesture: str
    steps: str
    timbre: str


@dataclass(frozen=True, slots=True)
class Style:
    """The choices a style offers.

    Attributes
    ----------
    bpm : (float, float)
        Lowest and highest tempo, counted as its producers count it.
    patterns, rare_patterns : tuple of Pattern
        Drums; the rare ones are only ever heard in the test split. None at all: no drums.
    comps, rare_comps : tuple of Line
    basses : tuple of Line
    leads : tuple of str
        Timbres; an empty one is no lead.
    kits : tuple of str
    family : str
        Of progressions.
    minor : float
        Share of pieces in minor.
    scale : str
        What melodies use in major where it is not the plain scale.
    beats_per_bar : int
    bars_per_chord : tuple of float
    swing, unit : tuple of float, float
        Where the second of two notes of `unit` beats falls, 0.5 being straight.
    human_ms : float
        Standard deviation of what is played off the grid.
    loose : float
        Share of pieces whose tempo breathes and drifts.
    loud : float
        Share of pieces mastered loud.
    duck : bool
        Chords duck under the kick.
    pulse, tonal : bool
        Whether there is a tempo, a key to be found at all.
    test_only : bool
    """

    bpm: tuple[float, float]
    patterns: tuple[Pattern, ...] = ()
    rare_patterns: tuple[Pattern, ...] = ()
    comps: tuple[Line, ...] = ()
    rare_comps: tuple[Line, ...] = ()
    basses: tuple[Line, ...] = ()
    leads: tuple[str, ...] = ("",)
    kits: tuple[str, ...] = ("acoustic",)
    family: str = "song"
    minor: float = 0.45
    scale: str = "major"
    beats_per_bar: int = 4
    bars_per_chord: tuple[float, ...] = (1.0,)
    swing: tuple[float, ...] = (0.5,)
    unit: float = 0.25
    human_ms: float = 5.0
    loose: float = 0.4
    loud: float = 0.6
    duck: bool = False
    pulse: bool = True
    tonal: bool = True
    test_only: bool = False


_EIGHTHS = "x.x.x.x.x.x.x.x."
_SIXTEENTHS = "Xoxoxoxoxoxoxoxo"
_SAMBA_SHAKER = "XoxxXoxxXoxxXoxx"

STYLES: dict[str, Style] = {
    "edm": Style(
        bpm=(122, 142),
        patterns=(
            {"kick": "X...X...X...X...", "clap": "....X.......X...", "open": "..x...x...x...x."},
            {"kick": "X...X...X...X...", "hat": "x.xxx.xxx.xxx.xx", "clap": "....X.......X..."},
        ),
        rare_patterns=(
            {"kick": "X...X...X...X...", "open": "..x...x...x...x.", "shaker": _SIXTEENTHS},
            {"kick": "X...X...X...X.x.", "clap": "....X.......X..x", "hat": "..x...x...x...xx"},
        ),
        comps=(
            Line("chords", "x..x..x...x..x..", "supersaw"),
            Line("hold", "", "pad"),
            Line("up", _SIXTEENTHS, "pluck"),
        ),
        rare_comps=(Line("chords", "..x..x..x..x..x.", "square"),),
        basses=(
            Line("steps", "..R...R...R...R.", "reese"),
            Line("steps", "R.R.R.R.R.R.R.R.", "sub"),
        ),
        leads=("", "supersaw", "voice"),
        kits=("electronic",),
        minor=0.7,
        human_ms=0.0,
        loose=0.0,
        loud=0.95,
        duck=True,
    ),
    "house": Style(
        bpm=(116, 128),
        patterns=(
            {"kick": "X...X...X...X...", "clap": "....X.......X...", "open": "..X...X...X...X."},
            {"kick": "X...X...X...X...", "rim": "...x..x....x..x.", "hat": "..x...x...x...x."},
        ),
        rare_patterns=(
            {"kick": "X...X...X...X...", "conga": "..x..x.x..x..x.x", "open": "..x...x...x...x."},
        ),
        comps=(
            Line("chords", "..x..x....x..x..", "epiano"),
            Line("chords", "x..x....x..x....", "organ"),
            Line("hold", "", "pad"),
        ),
        rare_comps=(Line("chords", "x.....x...x.....", "brass"),),
        basses=(
            Line("steps", "R..R..R.R..R..5.", "bass"),
            Line("steps", "..R...R...R...8.", "sub"),
        ),
        leads=("", "voice", "pluck"),
        kits=("electronic",),
        bars_per_chord=(1.0, 2.0),
        minor=0.65,
        swing=(0.5, 0.54, 0.58),
        human_ms=1.0,
        loose=0.0,
        loud=0.9,
        duck=True,
    ),
    "drum_and_bass": Style(
        bpm=(160, 180),
        patterns=(
            {
                "kick": "X.........X.....",
                "snare": "....X..o.o..X..o",
                "hat": "x.x.x.x.x.x.x.x.",
            },
            {
                "kick": "X.x.......xx....X.x.......x.....",
                "snare": "....X..o.o..X..o....X..o.o....X.",
                "ride": "x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.",
            },
        ),
        rare_patterns=(
            {
                "kick": "X.....X...X.....",
                "snare": "....X.......X.oo",
                "hat": _SIXTEENTHS,
                "open": "..............x.",
            },
        ),
        comps=(Line("hold", "", "pad"), Line("hold", "", "glass"), Line("up", _EIGHTHS, "bell")),
        rare_comps=(Line("chords", "x..........x....", "epiano"),),
        basses=(
            Line("steps", "R---------R-R---", "reese"),
            Line("steps", "R-----R---5-----", "sub"),
        ),
        leads=("", "voice", "square"),
        kits=("acoustic", "electronic"),
        family="loop",
        bars_per_chord=(2.0,),
        minor=0.8,
        human_ms=2.0,
        loose=0.0,
        loud=0.95,
    ),
    "trap": Style(
        bpm=(126, 154),
        patterns=(
            {"kick808": "X.....x...x.....", "clap": "........X.......", "hat": _EIGHTHS},
            {
                "kick808": "X..x......x..x..",
                "snare": "........X.......",
                "hat": "x.x.x.xxx.x.x.x.x.x.xxxxx.x.x.x.",
            },
        ),
        rare_patterns=(
            {"kick808": "X.........x..x..", "clap": "........X.......", "hat": "x.x.xxx.x.x.x.xx"},
        ),
        comps=(Line("up", "x...x...x...x...", "bell"), Line("hold", "", "pad")),
        rare_comps=(Line("chords", "x.......x.......", "piano"),),
        basses=(Line("steps", "R-----R---R-----", "sub"),),
        leads=("voice", "flute", ""),
        kits=("electronic",),
        family="loop",
        bars_per_chord=(1.0, 2.0),
        minor=0.9,
        human_ms=1.0,
        loose=0.0,
        loud=0.9,
    ),
    "boom_bap": Style(
        bpm=(78, 100),
        patterns=(
            {"kick": "X.....x.x.......", "snare": "....X.......X..o", "hat": _EIGHTHS},
            {"kick": "X..x......xx....", "snare": "....X..o....X...", "hat": "x.xxx.x.x.x.x.xx"},
        ),
        rare_patterns=(
            {"kick": "X.x....x..x.....", "rim": "....X.......X...", "shaker": _SIXTEENTHS},
        ),
        comps=(Line("chords", "x.....x.........", "epiano"), Line("updown", _EIGHTHS, "piano")),
        rare_comps=(Line("up", "x..x..x.x..x..x.", "nylon"),),
        basses=(
            Line("steps", "R.....R.5.....a.", "upright"),
            Line("steps", "R--R..R---5.R.a.", "bass"),
        ),
        leads=("", "sax", "voice"),
        kits=("lofi", "acoustic"),
        family="jazz",
        minor=0.7,
        swing=(0.54, 0.58, 0.62),
        human_ms=8.0,
        loose=0.1,
        loud=0.7,
    ),
    "rock": Style(
        bpm=(96, 168),
        patterns=(
            {"kick": "X.......X.x.....", "snare": "....X.......X...", "hat": _EIGHTHS},
            {"kick": "X.....x.X.......", "snare": "....X.......X...", "ride": _EIGHTHS},
            {"kick": "X..x..x.x..x....", "snare": "....X.......X...", "open": "x...x...x...x..."},
        ),
        rare_patterns=(
            {"kick": "X.x...x.X.x...x.", "snare": "..X...X...X...X.", "hat": _EIGHTHS},
            {"kick": "X...x...X...x.x.", "tom": "x.x.x.xxx.x.x.xx", "snare": "....X.......X..."},
        ),
        comps=(
            Line("chords", _EIGHTHS, "overdriven"),
            Line("strum", "X...x.x.X.x.x.x.", "overdriven"),
            Line("hold", "", "organ"),
        ),
        rare_comps=(Line("updown", _EIGHTHS, "clean"),),
        basses=(
            Line("steps", "R.R.R.R.R.R.R.R.", "bass"),
            Line("steps", "R...R.R.5...R.a.", "bass"),
        ),
        leads=("voice", "overdriven", ""),
        human_ms=8.0,
        loose=0.6,
        loud=0.85,
    ),
    "pop_ballad": Style(
        bpm=(60, 84),
        patterns=(
            {"kick": "X.........x.....", "snare": "....X.......X...", "hat": _EIGHTHS},
            {"kick": "X......xX.......", "rim": "....X.......X...", "shaker": _SIXTEENTHS},
        ),
        rare_patterns=({"kick": "X.....x.........", "snare": "........X......."},),
        comps=(
            Line("updown", _EIGHTHS, "piano"),
            Line("chords", "x...x...x...x...", "piano"),
            Line("up", _SIXTEENTHS, "nylon"),
            Line("hold", "", "strings"),
        ),
        rare_comps=(Line("chords", "x.....x.x...x...", "epiano"),),
        basses=(
            Line("steps", "R-----R-5-------", "bass"),
            Line("steps", "R---------------", "bass"),
        ),
        leads=("voice", "voice", "violin"),
        minor=0.35,
        human_ms=10.0,
        loose=0.6,
        loud=0.5,
    ),
    "pop": Style(
        bpm=(92, 128),
        patterns=(
            {"kick": "X...X...X...X...", "clap": "....X.......X...", "hat": _EIGHTHS},
            {"kick": "X..x..x.X..x..x.", "snare": "....X.......X...", "shaker": _SIXTEENTHS},
        ),
        rare_patterns=(
            {"kick": "X.....x.X.....x.", "clap": "....X.......X.x.", "hat": "x.xxx.xxx.xxx.xx"},
        ),
        comps=(
            Line("chords", "x..x..x...x..x..", "pluck"),
            Line("strum", "X...x.x...x.x.x.", "steel"),
            Line("chords", "x...x...x...x...", "epiano"),
            Line("hold", "", "pad"),
        ),
        rare_comps=(Line("chords", "..x...x...x...x.", "clean"),),
        basses=(
            Line("steps", "R..R..R.R..R..R.", "bass"),
            Line("steps", "R.....R.5.....8.", "sub"),
        ),
        leads=("voice", "voice", "square"),
        kits=("electronic", "acoustic"),
        human_ms=3.0,
        loose=0.1,
        loud=0.85,
    ),
    "samba": Style(
        bpm=(88, 112),
        beats_per_bar=2,
        patterns=(
            {"surdo": "o...X...", "pandeiro": "XoxxXoxx", "tamborim": "x.x.xx.x.x.x.xx."},
            {"surdo": "o...X.o.", "shaker": "XoxxXoxx", "tamborim": ".x.xx.x.x.xx.x.x"},
        ),
        rare_patterns=({"kick": "x..xX..x", "pandeiro": "XoxxXoxx", "rim": "x..x..x...x..x.."},),
        comps=(
            Line("chords", "x.x.xx.x.x.x.xx.", "cavaquinho"),
            Line("chords", "x..x..x...x.x...", "nylon"),
        ),
        rare_comps=(Line("strum", "x.xx.x.xx.x.xx.x", "cavaquinho"),),
        basses=(Line("steps", "R--5R--5", "bass"), Line("steps", "R-..5-.R", "nylon")),
        leads=("voice", "flute", ""),
        family="song",
        bars_per_chord=(2.0, 1.0),
        minor=0.4,
        human_ms=9.0,
        loose=0.5,
        loud=0.4,
    ),
    "bossa": Style(
        bpm=(64, 84),
        beats_per_bar=2,
        patterns=(
            {"kick": "x..xx..x", "rim": "x..x..x...x..x..", "hat": "xxxxxxxx"},
            {"kick": "x..xx..x", "brush": "x...x...", "rim": "..x..x....x..x.."},
        ),
        rare_patterns=({"shaker": "XoxxXoxx", "rim": "x..x..x...x..x.."},),
        comps=(
            Line("chords", "x..x..x...x.x...", "nylon"),
            Line("chords", "x.x..x.x..x..x..", "epiano"),
        ),
        rare_comps=(Line("chords", "xx.x.xx.x.x.xx..", "nylon"),),
        basses=(Line("steps", "R--55--R", "upright"), Line("steps", "R---5---", "upright")),
        leads=("voice", "flute", "sax"),
        family="jazz",
        bars_per_chord=(2.0,),
        minor=0.4,
        human_ms=8.0,
        loose=0.5,
        loud=0.25,
    ),
    "baile_funk": Style(
        bpm=(126, 152),
        patterns=(
            {"kick": "X...X...X...X...", "snare": "...x..x....x..x.", "tom": "...x..x....x..xx"},
            {"kick808": "X..x..x.x..x..x.", "clap": "...x..x....x..x.", "hat": "..x...x...x...x."},
        ),
        rare_patterns=(
            {"kick": "X.....X...X.....", "conga": "x..x..xx..xx.xx.", "clap": "....X..x....X..."},
        ),
        comps=(Line("chords", "x.....x...x.....", "square"), Line("hold", "", "pad")),
        rare_comps=(Line("chords", "x..x..x..x..x...", "brass"),),
        basses=(
            Line("steps", "R..R..R.........", "sub"),
            Line("steps", "R.....R...R.....", "acid"),
        ),
        leads=("voice", "square", ""),
        kits=("electronic",),
        family="loop",
        minor=0.85,
        human_ms=2.0,
        loose=0.0,
        loud=0.95,
    ),
    "forro": Style(
        bpm=(88, 124),
        beats_per_bar=2,
        patterns=(
            {"zabumba": "X..x....", "bacalhau": "......x.", "triangle": "xoXoxoXo"},
            {"zabumba": "X..x..x.", "bacalhau": "...x...x", "triangle": "xoXoxoXo"},
        ),
        rare_patterns=({"zabumba": "X..X..o.", "bacalhau": "..x...x.", "shaker": "xxXxxxXx"},),
        comps=(
            Line("chords", "..x...x.", "accordion"),
            Line("chords", "x..x..x.", "accordion"),
        ),
        rare_comps=(Line("strum", "x.xxx.xx", "steel"),),
        basses=(Line("steps", "R--R--5.", "bass"), Line("steps", "R--5--R.", "bass")),
        leads=("accordion", "voice", ""),
        scale="mixolydian",
        bars_per_chord=(2.0,),
        minor=0.35,
        human_ms=9.0,
        loose=0.5,
        loud=0.5,
    ),
    "sertanejo": Style(
        bpm=(76, 150),
        patterns=(
            {"kick": "X.....x.X.....x.", "snare": "....X.......X...", "shaker": _SIXTEENTHS},
            {"kick": "X..x..x.X..x..x.", "rim": "...x..x....x..x.", "hat": _EIGHTHS},
        ),
        rare_patterns=(
            {
                "kick": "X...X...X...X...",
                "conga": "...x..x....x..x.",
                "cowbell": "x...x...x...x...",
            },
        ),
        comps=(
            Line("strum", "X..xX.xxX..xX.xx", "steel"),
            Line("strum", "X...x.xx..xxx.x.", "steel"),
        ),
        rare_comps=(Line("chords", "..x...x...x...x.", "accordion"),),
        basses=(
            Line("steps", "R.....5.R.....5.", "bass"),
            Line("steps", "R-----R-5-----a-", "bass"),
        ),
        leads=("voice", "accordion", "voice"),
        minor=0.25,
        human_ms=7.0,
        loose=0.3,
        loud=0.75,
    ),
    "jazz_swing": Style(
        bpm=(104, 178),
        patterns=(
            {"ride": "x.xxx.xx", "hat": "..X...X.", "kick": "o.o.o.o."},
            {"ride": "x.xxx.xx", "hat": "..X...X.", "snare": "...o....o.....o."},
        ),
        rare_patterns=({"brush": "x.x.x.x.", "hat": "..X...X.", "rim": "......x."},),
        comps=(
            Line("chords", "x..x....", "piano"),
            Line("chords", ".x....x....x..x.", "piano"),
        ),
        rare_comps=(Line("chords", "x.x.x.x.", "clean"),),
        basses=(Line("walk", "", "upright"),),
        leads=("sax", "piano", "flute"),
        family="jazz",
        minor=0.35,
        swing=(0.6, 0.64, 0.67),
        unit=0.5,
        human_ms=9.0,
        loose=0.6,
        loud=0.2,
    ),
    "chorale": Style(
        bpm=(60, 96),
        comps=(Line("voices", "x...x...x...x...", "choir"), Line("voices", "x...x...", "organ")),
        rare_comps=(Line("voices", "x...x...x.x.x...", "brass"),),
        family="chorale",
        bars_per_chord=(0.5, 0.25),
        minor=0.45,
        human_ms=12.0,
        loose=0.7,
        loud=0.1,
    ),
    "strings": Style(
        bpm=(66, 132),
        comps=(
            Line("chords", _EIGHTHS, "strings"),
            Line("updown", _EIGHTHS, "strings"),
            Line("voices", "x...x...x...x...", "strings"),
        ),
        rare_comps=(Line("chords", "x.xxx.xxx.xxx.xx", "strings"),),
        basses=(
            Line("steps", "R---R---R---R---", "strings"),
            Line("steps", "R-------5-------", "strings"),
        ),
        leads=("violin", "flute", "brass"),
        minor=0.55,
        human_ms=12.0,
        loose=0.6,
        loud=0.2,
    ),
    "ambient": Style(
        bpm=(60, 92),
        comps=(Line("hold", "", "pad"), Line("hold", "", "glass")),
        rare_comps=(Line("hold", "", "choir"),),
        basses=(Line("steps", "R---------------", "sub"),),
        leads=("bell", "pluck", "bell"),
        bars_per_chord=(2.0,),
        human_ms=6.0,
        loose=0.2,
        loud=0.3,
    ),
    "drone": Style(
        bpm=(60, 80),
        comps=(Line("hold", "", "pad"), Line("hold", "", "glass")),
        basses=(Line("steps", "R---------------", "sub"),),
        bars_per_chord=(4.0, 2.0),
        human_ms=400.0,
        loose=1.0,
        loud=0.2,
        pulse=False,
    ),
    "solo_piano": Style(
        bpm=(64, 132),
        comps=(
            Line("updown", _EIGHTHS, "piano"),
            Line("up", _SIXTEENTHS, "piano"),
            Line("alberti", _EIGHTHS, "piano"),
        ),
        rare_comps=(Line("chords", "x...x...x...x...", "piano"),),
        basses=(
            Line("steps", "R---------------", "piano"),
            Line("steps", "R-------8-------", "piano"),
        ),
        leads=("piano", "piano", ""),
        human_ms=14.0,
        loose=0.8,
        loud=0.1,
    ),
    "acoustic_guitar": Style(
        bpm=(72, 132),
        comps=(
            Line("strum", "X...x.xx..xxx.x.", "steel"),
            Line("strum", "X.x.X.xxX.x.X.xx", "steel"),
            Line("updown", _EIGHTHS, "nylon"),
        ),
        rare_comps=(Line("strum", "X..x..x.x..x..x.", "nylon"),),
        basses=(Line("steps", "R-------5-------", "nylon"),),
        leads=("voice", "", "voice"),
        minor=0.35,
        human_ms=12.0,
        loose=0.7,
        loud=0.2,
    ),
    "waltz": Style(
        bpm=(84, 178),
        beats_per_bar=3,
        patterns=(
            {"kick": "X...........", "snare": "....x...x...", "ride": "x...x...x..."},
            {"kick": "X...........", "brush": "....x...x..."},
        ),
        rare_patterns=({"kick": "X.........x.", "hat": "x...x.x.x.x.", "rim": "....x...x..."},),
        comps=(
            Line("chords", "....x...x...", "piano"),
            Line("chords", "....x...x...", "accordion"),
            Line("chords", "....x...x...", "strings"),
        ),
        rare_comps=(Line("strum", "X...x...x...", "steel"),),
        basses=(Line("steps", "R-----------", "upright"), Line("steps", "R---....5---", "bass")),
        leads=("violin", "accordion", "voice"),
        minor=0.5,
        human_ms=10.0,
        loose=0.6,
        loud=0.3,
    ),
    "funk": Style(
        bpm=(92, 118),
        patterns=(
            {"kick": "X.x.......x..x..", "snare": "....X..o.o..X..o", "hat": _SIXTEENTHS},
            {"kick": "X..x..x...x.....", "snare": "....X..o....X.o.", "hat": "x.x.x.x.x.x.x.xx"},
        ),
        rare_patterns=(
            {"kick": "X......x..x.....", "snare": "....X.oo.o..X...", "open": "..x...x...x...x."},
        ),
        comps=(
            Line("chords", "x.xx.x.x..x.xx.x", "clean"),
            Line("chords", "..x..x....x..x..", "organ"),
        ),
        rare_comps=(Line("chords", "x.....x..x......", "brass"),),
        basses=(
            Line("steps", "R..R..8.R..5.R.a", "bass"),
            Line("steps", "R.8..R.8R..R5.8.", "bass"),
        ),
        leads=("voice", "sax", "brass"),
        family="loop",
        minor=0.6,
        swing=(0.5, 0.54, 0.57),
        human_ms=6.0,
        loose=0.2,
        loud=0.6,
    ),
    "batucada": Style(
        bpm=(96, 134),
        beats_per_bar=2,
        patterns=(
            {
                "surdo": "o...X...",
                "tamborim": "x.x.xx.x.x.x.xx.",
                "shaker": "XoxxXoxx",
                "snare": "XooxXoox",
            },
        ),
        rare_patterns=({"surdo": "o...X.oo", "conga": "x.xx.x.x", "jingle": "XoxxXoxx"},),
        human_ms=10.0,
        loose=0.5,
        loud=0.4,
        tonal=False,
    ),
    "reggaeton": Style(
        bpm=(88, 100),
        rare_patterns=(
            {"kick": "X...X...X...X...", "snare": "...x..x....x..x.", "hat": _EIGHTHS},
            {"kick": "X.......X.......", "rim": "...x..x....x..x.", "shaker": _SIXTEENTHS},
        ),
        rare_comps=(
            Line("chords", "x..x..x.x..x..x.", "pluck"),
            Line("strum", "x..x..x.x..x..x.", "nylon"),
        ),
        basses=(Line("steps", "R--R--R-R--R--R-", "sub"),),
        leads=("voice",),
        kits=("electronic",),
        minor=0.8,
        human_ms=2.0,
        loose=0.0,
        loud=0.9,
        test_only=True,
    ),
    "synthwave": Style(
        bpm=(84, 120),
        rare_patterns=(
            {"kick": "X...X...X...X...", "snare": "....X.......X...", "hat": _SIXTEENTHS},
            {"kick": "X.......X.x.....", "snare": "....X.......X...", "tom": "..............xx"},
        ),
        rare_comps=(Line("hold", "", "brass"), Line("updown", _SIXTEENTHS, "square")),
        basses=(
            Line("steps", "RRRRRRRRRRRRRRRR", "acid"),
            Line("steps", "R.8.R.8.R.8.R.8.", "acid"),
        ),
        leads=("square", "supersaw", ""),
        kits=("electronic",),
        minor=0.75,
        human_ms=0.0,
        loose=0.0,
        loud=0.8,
        test_only=True,
    ),
    "reggae": Style(
        bpm=(66, 92),
        rare_patterns=(
            {"kick": "........X.......", "rim": "........X.......", "hat": "x.x.x.x.x.x.x.x."},
            {"kick": "X...X...X...X...", "snare": "........X.......", "hat": "..x...x...x...x."},
        ),
        rare_comps=(
            Line("chords", "..x...x...x...x.", "clean"),
            Line("chords", "..x...x...x...x.", "organ"),
        ),
        basses=(Line("steps", "R.....5.R..R..3.", "bass"),),
        leads=("voice", "brass"),
        swing=(0.5, 0.56),
        human_ms=8.0,
        loose=0.4,
        loud=0.5,
        test_only=True,
    ),
}
