"""Every word of the attention studio, in this session's language; placeholders stand in braces."""

from __future__ import annotations

from functools import cache

from pages._ui.language import _, language
from pages._ui.looking.explorer_words import explorer_words
from pages._ui.looking.plane_words import SHARED

OF_ANSWERS = (
    *("answer_alt", "answer_none", "truth_mark"),
    *("answer_right", "answer_wrong", "answer_drawn"),
)
"""What is said of the classes' bars, as in the explorer."""


def attention_words() -> dict[str, str]:
    """Return what the attention studio says, by the names that its script uses."""
    return _words(language())


@cache
def _words(language: str) -> dict[str, str]:
    """Word everything once for each language."""
    explorers = explorer_words()
    shared = {name: explorers[name] for name in (*SHARED, *OF_ANSWERS)}
    own = _sections() | _example() | _said() | _which() | _maps()
    return shared | own | _apart() | _table() | _details() | _aim()


def _sections() -> dict[str, str]:
    return {
        "title": _("What the network looks at"),
        "sections": _("What to see"),
        "maps": _("Attention maps"),
        "maps_help": _("Where each place looks, in every layer and head."),
        "head": _("Query, key, value"),
        "head_help": _("One head taken apart, step by step, with its very numbers."),
        "aim": _("Does it look right?"),
        "aim_help": _("How often attention is on the place where the answer stands."),
        "no_attention": _(
            "This network has no attention to look at: it carries all that it has read in one "
            "vector. Choose another kind of attention on the left and train again."
        ),
    }


def _example() -> dict[str, str]:
    return {
        "type": _("Type here"),
        "type_help": _("The network answers while you type, with its weights of this moment."),
        "knows": _("It knows these symbols: {symbols} – at most {count} of them."),
        "split": _("Examples of"),
        "valid": _("Validation"),
        "valid_help": _("Examples that no network has learned from."),
        "test": _("Test"),
        "test_help": _("Examples kept for the end; open once the run is over."),
        "test_closed": _("The test examples open once this run is over."),
        "earlier_help": _("The example before this one."),
        "later_help": _("The next example."),
        "random": _("Another one"),
        "random_help": _("An example at random."),
        "example_at": _("Example {number} of {count}"),
        "passage_at": _("Passage {number} of {count}"),
        "example_typed": _("Your own"),
        "ago": _("−{steps}"),
    }


def _said() -> dict[str, str]:
    return {
        "steps_alt": _("What it writes, symbol by symbol; press one to see where it looked."),
        "writes": _("It writes: {written}"),
        "writes_right": _("It writes: {written} – right."),
        "writes_wrong": _("It writes: {written} – it should be: {right}"),
        "step_help": _(
            "Symbol {number}: {symbol}. The percentage is how likely the network found it; below "
            "it stands what would be right, if that is another."
        ),
        "character_help": _("After this {symbol}: what comes next, and where the network looks."),
        "letters_help": _("After {count} letters it would say {name} ({percent})."),
        "it_reads": _("What it reads"),
        "it_reads_alt": _("The numbers of the example as colours: blue above 0, orange below."),
        "places": _("place in the sequence"),
        "numbers_of_place": _("numbers at each place"),
        "steps_ago": _("steps from now"),
        "predicts": _("It predicts {estimate}; the true value is {target}."),
    }


def _which() -> dict[str, str]:
    return {
        "which_map": _("Whose attention"),
        "attention": _("To the input"),
        "attention_help": _("Where it looks in what it has read."),
        "encoder_attention": _("Within the input"),
        "encoder_attention_help": _("How the reading half relates the symbols to each other."),
        "decoder_attention": _("Within the output"),
        "decoder_attention_help": _("How the writing half looks back at what it has written."),
        "which_layer": _("Layer"),
        "layer": _("Layer {number}"),
        "layer_help": _("Attention of layer {number}, counted from the input."),
        "mean": _("Mean"),
        "mean_layers_help": _("The mean over all layers."),
        "which_head": _("Head"),
        "head_number": _("Head {number}"),
        "head_number_help": _("Head {number} of this layer: each head looks in its own way."),
        "mean_heads_help": _("The mean over all heads."),
        "all_layers": _("all layers"),
        "all_heads": _("all heads"),
    }


def _maps() -> dict[str, str]:
    return {
        "multiples": _("All layers and heads; press one to see it large."),
        "multiple": _("{layer}.{head}"),
        "multiple_help": _("Layer {layer}, head {head}: press to see it large."),
        "attention_title": _("Attention: {layer}, {head}"),
        "encoder_attention_title": _("Attention within the input: {layer}, {head}"),
        "decoder_attention_title": _("Attention within the output: {layer}, {head}"),
        "shows_across": _(
            "Each row is one symbol that is written; its colours say how much the network looks "
            "at each symbol of the input meanwhile. A row sums to 1. Press a row to choose it."
        ),
        "shows_own": _(
            "Each row is a place that asks; its colours say how much it looks at each place. A row "
            "sums to 1. Press a row to choose it."
        ),
        "shows_past": _(
            "Each row is a character that asks what comes next; it sees only what stands before "
            "it, so the upper right half is empty. A row sums to 1. Press a row to choose it."
        ),
        "shows_series": _(
            "Each row is a step of the recent past that asks; its colours say how much it looks at "
            "each step. 0 is the newest, −1 the one before it. A row sums to 1. Press a row to "
            "choose it."
        ),
        "row_writes": _("written (query)"),
        "row_asks": _("who asks (query)"),
        "column_read": _("what it looks at in the input (key)"),
        "column_looked": _("what is looked at (key)"),
        "map_alt": _("Arrow keys move from weight to weight, Enter chooses the row."),
        "legend_help": _("The darker or brighter the blue, the larger the weight."),
        "weight_writes": _(
            "To write {query} (symbol {row}) it looks at {key} (place {column}) with weight "
            "{weight}."
        ),
        "weight_place": _(
            "{query} (place {row}) looks at {key} (place {column}) with weight {weight}."
        ),
        "weight_bare": _("Place {query} looks at place {key} with weight {weight}."),
        "most": _("Most of all: {sentence}"),
    }


def _apart() -> dict[str, str]:
    return {
        "apart_waiting": _("The numbers of this head come in a moment."),
        "formula_scaled": _(
            "attention = softmax(q · k / √{size}), output = Σ attention × v: compare the query "
            "with every key, turn the scores into shares that sum to 1, mix the values in these "
            "shares."
        ),
        "formula_additive": _(
            "attention = softmax(w · tanh(q + k)), output = Σ attention × v: a small network "
            "compares the query with every key, the scores become shares that sum to 1, and the "
            "values are mixed in these shares. q and k have {size} numbers each."
        ),
        "who_asks": _("Who asks"),
        "asks_writes": _("Take apart what happens when symbol {number}, {symbol}, is written."),
        "asks_place": _("Take apart what place {number}, {symbol}, asks."),
        "apart_query": _("1. The query: what it is looking for"),
        "apart_query_help": _(
            "A vector computed from what asks. Each square is one of its numbers: blue above 0, "
            "orange below."
        ),
        "apart_keys": _("2. The keys: what each place offers"),
        "apart_keys_help": _(
            "One row for each place. The more a row is like the query, blue on blue and orange on "
            "orange, the better it fits. Press a row to see its comparison written out below."
        ),
        "apart_weights": _("3. From comparison to attention"),
        "apart_weights_help": _(
            "Each place gets a score; the softmax turns scores into shares: e to the power of each "
            "score, divided by the sum of all of them. Press a place to write its score out."
        ),
        "apart_values": _("4. The values: what each place hands over"),
        "apart_values_help": _(
            "One row for each place. Press a column to write out below what becomes of it."
        ),
        "apart_mixed": _("5. What comes out: the values, mixed"),
        "apart_mixed_help": _(
            "Each row of values times its weight, all added up. With one weight near 1, this is "
            "nearly the value of that place."
        ),
        "numbers_of_vector": _("numbers of the vector"),
        "read_query": _("Number {number} of the query: {value}"),
        "read_key": _("Number {number} of the key of {symbol}: {value}"),
        "read_value": _("Number {number} of the value of {symbol}: {value}"),
        "read_mixed": _("Number {number} of what comes out: {value}"),
    }


def _table() -> dict[str, str]:
    return {
        "column_place": _("place"),
        "column_place_help": _("The places that are looked at."),
        "column_dot": _("q · k"),
        "column_dot_help": _(
            "The dot product: the numbers of query and key multiplied in pairs, and added up."
        ),
        "column_scaled": _("÷ √size"),
        "column_scaled_help": _(
            "Divided by the square root of the vectors' length: long vectors would have products "
            "so large that one place would always get everything."
        ),
        "column_score": _("score"),
        "column_score_help": _("What the small network w · tanh(q + k) gives."),
        "column_power": _("e^(score − largest)"),
        "column_power_help": _(
            "The largest score is taken off first; that changes no share and keeps numbers small."
        ),
        "column_weight": _("attention"),
        "column_weight_help": _("The power divided by the sum of all powers: a share of 1."),
        "masked": _("masked"),
        "sum": _("Sum"),
        "write_out": _("Write out how {symbol} is compared."),
    }


def _details() -> dict[str, str]:
    return {
        "compared": _("{query} asks, {key} is compared: number by number"),
        "detail_query": _("query"),
        "detail_key": _("key"),
        "detail_tanh": _("tanh(q + k)"),
        "detail_weight": _("w"),
        "detail_product": _("product"),
        "sum_scaled": _("All products added: {dot}. Divided by {root}: {score}"),
        "sum_additive": _("All products added: {score}"),
        "summed": _("Number {number} of what comes out: weight · value of each place, added up"),
        "more_terms": _("… ({count} smaller)"),
    }


def _aim() -> dict[str, str]:
    return {
        "aim_waiting": _("This is being counted on validation examples."),
        "aim_meaning": _(
            "of {steps} steps in {examples} validation examples the largest weight is on the place "
            "where the symbol stands that has to be written. On average {weight} of the attention "
            "is there."
        ),
        "aim_sharp": _(
            "Nobody told the network where to look; it found out that looking there helps."
        ),
        "aim_beside": _(
            "It mostly looks one place beside the right one. What the network remembers of a place "
            "holds something of its neighbours, too, so that may do: its answers can be right all "
            "the same. Train longer, or switch on reading both ways, and see whether it moves."
        ),
        "aim_vague": _(
            "It does not look at the right place yet, or found another way. Move the time machine, "
            "or train longer, and see whether that changes."
        ),
        "aim_where": _("Where the largest weight is"),
        "aim_right": _("on the right place"),
        "aim_before": _("{count} before it"),
        "aim_after": _("{count} behind it"),
        "aim_before_more": _("{count} or more before it"),
        "aim_after_more": _("{count} or more behind it"),
        "aim_heads": _("The best head is shown. All of them: {heads}"),
        "aim_head": _("layer {layer}, head {head}: {percent}"),
    }
