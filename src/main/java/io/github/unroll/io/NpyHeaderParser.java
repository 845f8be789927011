package io.github.unroll.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the Python dict of an .npy header, see {@link NpyHeader}: the keys in any order, white space anywhere between
 * tokens, a comma after the last item or none, either kind of quote. Nothing else is taken: not another key, not a key
 * twice, not an escape in a string.
 */
final class NpyHeaderParser {

    private static final char END = '\0'; // what comes after the last character

    private final String text;
    private final Place place;
    private int at;

    private String descr;
    private Boolean fortranOrder;
    private int[] shape;

    NpyHeaderParser(String text, Place place) {
        this.text = text;
        this.place = place;
    }

    // { key: value, ... }
    NpyHeader parse() throws IOException {
        expect('{');
        while (!accept('}')) {
            item();
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        if (next() != END || at < text.length()) {
            throw unexpected("the end");
        }
        if (descr == null || fortranOrder == null || shape == null) {
            String missing = descr == null ? "descr" : fortranOrder == null ? "fortran_order" : "shape";
            throw place.error("header", "a dict with descr, fortran_order and shape", "one without " + missing);
        }
        return new NpyHeader(descr, fortranOrder, shape);
    }

    private void item() throws IOException {
        String key = string();
        expect(':');
        if (key.equals("descr") && descr == null) {
            descr = descr();
        } else if (key.equals("fortran_order") && fortranOrder == null) {
            fortranOrder = bool();
        } else if (key.equals("shape") && shape == null) {
            shape = shape();
        } else {
            throw place.error(
                    "header",
                    "a dict with descr, fortran_order and shape, each once,",
                    "one with another " + Place.printable(key));
        }
    }

    // ------------------------------------------------------------------------------------------------------ values

    private String descr() throws IOException {
        if (next() != '\'' && next() != '"') {
            throw unsupported(text.substring(at), "fields or a shape of its own"); // a list or tuple, without its end
        }
        String value = string();
        if (value.isEmpty() || "<>|".indexOf(value.charAt(0)) < 0) {
            throw unsupported(value, "no byte order");
        }
        ElementType type = ElementType.of(value.substring(1));
        if (type == null) {
            throw unsupported(value, kind(value));
        }
        if (value.charAt(0) == '|' && type.bytes() > 1) {
            throw unsupported(value, "no byte order");
        }
        return value;
    }

    private IOException unsupported(String value, String why) {
        String actual = Place.printable(value.strip()) + " (" + why + ")";
        return place.error("dtype", "float64, float32, float16, an integer or bool", actual);
    }

    private static String kind(String descr) {
        char kind = descr.length() > 1 ? descr.charAt(1) : END;
        return switch (kind) {
            case 'O' -> "Python objects, pickled; they are never read";
            case 'c' -> "complex numbers";
            case 'U', 'S', 'a' -> "text";
            case 'V' -> "raw bytes or a structure";
            case 'M', 'm' -> "dates or times";
            case 'f' -> "floating point of another size";
            default -> "unknown";
        };
    }

    private boolean bool() throws IOException {
        next();
        for (boolean value : new boolean[] {false, true}) {
            String word = value ? "True" : "False";
            if (text.startsWith(word, at)) {
                at += word.length();
                return value;
            }
        }
        throw unexpected("True or False");
    }

    // (), (3,), (3, 10), (3, 10,); but (3) is a number in Python
    private int[] shape() throws IOException {
        List<Integer> sizes = new ArrayList<>();
        boolean comma = true;
        expect('(');
        while (!accept(')')) {
            if (!comma) {
                throw unexpected("',' or ')'");
            }
            sizes.add(size());
            comma = accept(',');
        }
        if (sizes.size() == 1 && !comma) {
            throw place.error("shape in the header", "a tuple", "one number");
        }
        int[] result = sizes.stream().mapToInt(Integer::intValue).toArray();
        if (result.length > NpyArray.MAX_DIMENSIONS) {
            String actual = result.length + ", " + Place.printable(NpyArray.text(result));
            throw place.error("number of dimensions", "0 to " + NpyArray.MAX_DIMENSIONS, actual);
        }
        return result;
    }

    private int size() throws IOException {
        next();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.isEmpty() || digits.length() > 1 && digits.charAt(0) == '0') {
            throw unexpected("a size, from 0 up");
        }
        accept('L'); // Python 2 wrote some sizes as 3L
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw place.error("sizes in the header", "at most " + Integer.MAX_VALUE, Place.printable(digits));
        }
    }

    private String string() throws IOException {
        char quote = next();
        if (quote != '\'' && quote != '"') {
            throw unexpected("a string");
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw unexpected("a string with an end");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    // ------------------------------------------------------------------------------------------------------ tokens

    /** The next character that is not white space, or END; it is not consumed. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : END;
    }

    private boolean accept(char c) {
        boolean accepted = next() == c;
        at += accepted ? 1 : 0;
        return accepted;
    }

    private void expect(char c) throws IOException {
        if (!accept(c)) {
            throw unexpected("'" + c + "'");
        }
    }

    private IOException unexpected(String expected) {
        String actual = at < text.length() ? "'" + Place.printable(text.substring(at, at + 1)) + "'" : "its end";
        return place.error("header at character " + at, expected, actual);
    }
}
