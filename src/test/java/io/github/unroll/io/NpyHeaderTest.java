package io.github.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyHeaderTest {

    private static NpyHeader parse(String text) throws IOException {
        return NpyHeader.parse(text, new Place("here"));
    }

    @Nested
    class Reading {

        @Test
        void theHeaderOfNumpyIsRead() throws IOException {
            NpyHeader header = parse("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }        \n");
            assertThat(header.type()).isEqualTo(ElementType.FLOAT64);
            assertThat(header.byteOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(header.fortranOrder()).isFalse();
            assertThat(header.shape()).containsExactly(3, 4);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'shape':(3,4),'fortran_order':True,'descr':'>i4'}",
                    "{\"descr\": \">i4\", \"fortran_order\": True, \"shape\": (3, 4,)}\n",
                    " { 'fortran_order' : True , 'shape' : ( 3 , 4 ) , 'descr' : '>i4' , } ",
                    "{'descr': '>i4', 'fortran_order': True, 'shape': (3L, 4L), }\n",
                })
        void orderOfKeysSpacesQuotesAndLastCommasAreFree(String text) throws IOException {
            NpyHeader header = parse(text);
            assertThat(header.type()).isEqualTo(ElementType.INT32);
            assertThat(header.byteOrder()).isEqualTo(ByteOrder.BIG_ENDIAN);
            assertThat(header.fortranOrder()).isTrue();
            assertThat(header.shape()).containsExactly(3, 4);
        }

        @Test
        void scalarsAndVectorsAreTuplesToo() throws IOException {
            assertThat(parse(NumpyFiles.header("<f8", "()")).shape()).isEmpty();
            assertThat(parse(NumpyFiles.header("<f8", "(7,)")).shape()).containsExactly(7);
        }
    }

    @Nested
    class Refusal {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                        `` | header at character 0 must be '{' but was its end
                        [] | header at character 0 must be '{' but was '['
                        {} | header must be a dict with descr, fortran_order and shape but was one without descr
                        {'descr': '<f8', 'shape': ()} | fortran_order and shape but was one without fortran_order
                        {'descr': '<f8', 'fortran_order': False} | fortran_order and shape but was one without shape
                        {'descr': '<f8', 'descr': '<f8'} | shape, each once, but was one with another descr
                        {'title': '<f8'} | shape, each once, but was one with another title
                        {'descr' '<f8'} | header at character 9 must be ':' but was '''
                        {'descr: 1} | header at character 1 must be a string with an end but was '''
                        {descr: 1} | header at character 1 must be a string but was 'd'
                        {'descr': '<f8' 'shape': ()} | header at character 16 must be '}' but was '''
                        {'fortran_order': 0} | header at character 18 must be True or False but was '0'
                        {'shape': (3)} | shape in the header must be a tuple but was one number
                        {'shape': 3} | header at character 10 must be '(' but was '3'
                        {'shape': (-3,)} | header at character 11 must be a size, from 0 up but was '-'
                        {'shape': (,)} | header at character 11 must be a size, from 0 up but was ','
                        {'shape': (03,)} | header at character 13 must be a size, from 0 up but was ','
                        {'shape': (3 4)} | header at character 13 must be ',' or ')' but was '4'
                        {'shape': (3, 4 | header at character 15 must be ',' or ')' but was its end
                        {'shape': (2147483648,)} | sizes in the header must be at most 2147483647 but was 2147483648
                        {'descr': '=f8'} | but was =f8 (no byte order)
                        {'descr': 'f8'} | but was f8 (no byte order)
                        {'descr': ''} | but was  (no byte order)
                        {'descr': '<'} | but was < (unknown)
                        {'descr': '<f16'} | but was <f16 (floating point of another size)
                        {'descr': ('<f8', (2,))} | (fields or a shape of its own)
                        """)
        void anythingElseIsRefused(String text, String message) {
            assertThatIOException()
                    .isThrownBy(() -> parse(text))
                    .withMessageStartingWith("here: ")
                    .withMessageEndingWith(message);
        }

        @Test
        void severalBytesWithoutAByteOrderAreRefused() {
            assertThatIOException()
                    .isThrownBy(() -> parse(NumpyFiles.header("|f8", "()")))
                    .withMessageEndingWith("but was |f8 (no byte order)");
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "{}", "\0"})
        void somethingAfterTheHeaderIsRefused(String rest) {
            String header = NumpyFiles.header("<f8", "()");
            assertThatIOException()
                    .isThrownBy(() -> parse(header + rest))
                    .withMessageContaining("header at character " + header.length() + " must be the end");
        }

        @Test
        void messagesHaveNoControlCharactersAndAnEnd() {
            assertThatIOException()
                    .isThrownBy(() -> parse("{'descr': '<\n\u001b" + "x".repeat(1000) + "'}"))
                    .withMessage("here: dtype must be float64, float32, float16, an integer or bool but was <??"
                            + "x".repeat(97) + "... (unknown)");
        }
    }

    @Nested
    class Writing {

        @Test
        void theHeaderIsNumpysAndAligned() {
            byte[] bytes = NpyHeader.of(NumpyFiles.counted(3, 4)).toBytes(64, 10);
            assertThat(bytes).hasSize(118);
            assertThat(new String(bytes, StandardCharsets.US_ASCII))
                    .startsWith("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }  ")
                    .endsWith("  \n");
        }
    }
}
