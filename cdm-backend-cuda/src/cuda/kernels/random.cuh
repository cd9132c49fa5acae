// The core's generator (cdm_core::rng), bit for bit: Philox 4x32-10, and normals by additions, products and quotients that must
// not be contracted, hence by name.

DEVICE double add(double a, double b) { return __dadd_rn(a, b); }
DEVICE double times(double a, double b) { return __dmul_rn(a, b); }

struct Words { u32 word[4]; };

DEVICE Words philox(u32 c0, u32 c1, u32 c2, u32 c3, u32 k0, u32 k1) {
    for (u32 round = 0; round < 10; round++) {
        u64 p0 = (u64)0xD2511F53u * c0, p1 = (u64)0xCD9E8D57u * c2;
        c0 = (u32)(p1 >> 32) ^ c1 ^ k0;
        c1 = (u32)p1;
        c2 = (u32)(p0 >> 32) ^ c3 ^ k1;
        c3 = (u32)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return Words{{c0, c1, c2, c3}};
}

// ln x of a positive normal number, by x = m 2^e with m in [sqrt(1/2), sqrt(2)) and the series of artanh.
DEVICE double ln_positive(double x) {
    const u64 sqrt_half = 0x3FE6A09E667F3BCDull;
    u64 bits = (u64)__double_as_longlong(x);
    long long exponent = (long long)(bits - sqrt_half) >> 52;
    double mantissa = __longlong_as_double((long long)(bits - (u64)exponent * 0x10000000000000ull));
    double s = __ddiv_rn(add(mantissa, -1.0), add(mantissa, 1.0)), z = times(s, s), tail = 0.0;
    const double terms[] = {1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0,
                            1.0 / 11.0, 1.0 / 9.0,  1.0 / 7.0,  0.2,        1.0 / 3.0};
    for (u32 i = 0; i < 10; i++) tail = add(times(tail, z), terms[i]);
    tail = times(tail, z);
    return add(times((double)exponent, 0.693147180559945309417232121458), times(2.0, add(s, times(s, tail))));
}

// Sine and cosine of 2 pi word/2^32: the quadrant in integers, the rest, at most pi/4, by Taylor series.
DEVICE void sin_cos_turn(u32 word, double* sine, double* cosine) {
    const double step = 6.28318530717958647692528676655900577 / 4294967296.0;
    u32 quadrant = (word + (1u << 29)) >> 30;
    double x = times((double)(int)(word - (quadrant << 30)), step), z = times(x, x), sin_tail = 0.0, cos_tail = 0.0;
    const double sin_terms[] = {1.0 / 355687428096000.0, -1.0 / 1307674368000.0, 1.0 / 6227020800.0, -1.0 / 39916800.0,
                                1.0 / 362880.0,          -1.0 / 5040.0,          1.0 / 120.0,        -1.0 / 6.0};
    const double cos_terms[] = {1.0 / 20922789888000.0, -1.0 / 87178291200.0, 1.0 / 479001600.0, -1.0 / 3628800.0,
                                1.0 / 40320.0,          -1.0 / 720.0,         1.0 / 24.0,        -0.5};
    for (u32 i = 0; i < 8; i++) {
        sin_tail = add(times(sin_tail, z), sin_terms[i]);
        cos_tail = add(times(cos_tail, z), cos_terms[i]);
    }
    double sin = add(x, times(x, times(sin_tail, z))), cos = add(1.0, times(cos_tail, z));
    *sine = quadrant % 4 == 0 ? sin : quadrant % 4 == 1 ? cos : quadrant % 4 == 2 ? -sin : -cos;
    *cosine = quadrant % 4 == 0 ? cos : quadrant % 4 == 1 ? -sin : quadrant % 4 == 2 ? -cos : sin;
}

DEVICE void two_normals(u32 w0, u32 w1, float* out) {
    double uniform = times(add((double)w0, 0.5), 1.0 / 4294967296.0), sine, cosine;
    double radius = __dsqrt_rn(times(-2.0, ln_positive(uniform)));
    sin_cos_turn(w1, &sine, &cosine);
    out[0] = (float)times(radius, cosine);
    out[1] = (float)times(radius, sine);
}

// EACH_SAMPLE numbers for each sample, of four a block of the generator. Ones have probability p where they are not normal.
template <u32 EACH_SAMPLE, u32 STREAM, bool NORMAL, class Out>
DEVICE void random_numbers(const u32* key, const u32* ids, Out* out, u32 samples, double p) {
    const u32 blocks = (EACH_SAMPLE + 3) / 4;
    FOR_ITEMS(i, samples * blocks) {
        u32 sample = i / blocks, block = i % blocks;
        Words words = philox(block, STREAM, ids[sample], key[2], key[0], key[1]);
        float numbers[4];
        if (NORMAL) {
            two_normals(words.word[0], words.word[1], numbers);
            two_normals(words.word[2], words.word[3], numbers + 2);
        } else {
            for (u32 e = 0; e < 4; e++) numbers[e] = (double)words.word[e] < times(p, 4294967296.0) ? 1.0f : 0.0f;
        }
        for (u32 e = 0; e < 4 && 4 * block + e < EACH_SAMPLE; e++) {
            store(out, sample * EACH_SAMPLE + 4 * block + e, numbers[e]);
        }
    }
}
