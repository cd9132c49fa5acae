// Products of matrices and convolutions as one algorithm over tiles: C[i, j] = sum over k of A[i, k] B[k, j], in single precision,
// or on tensor cores with factors in TF32 or bf16 and sums in single precision. blockIdx: x the tile, y the sample, z the part of k.
//
// A factor is a class with two indices, the outer one (i of A, j of B) and k: `outer` and `inner` find what depends on one of
// them, `at` where the number lies (null: it is zero). Numbers lie side by side ALONG_K or along the outer index, in runs of RUN.

// Sixteen bytes, as they are copied at once.
struct alignas(16) Quad { u32 word[4]; };

// What a tile holds, and how many k it is deep.
struct F32 {
    typedef float Element;
    static const u32 DEPTH = 16;
    static __device__ u32 word(float x) { return __float_as_uint(x); }
};
struct TF32 {
    typedef float Element;
    static const u32 DEPTH = 16;
    static __device__ u32 word(float x) { return round_tf32(x); }
};
struct BF16 {
    typedef bf16 Element;
    static const u32 DEPTH = 32;
};

// Numbers of a quad in a tile, which as they come from memory are RAW quads: they are rounded on their way into the tile, so that
// nothing waits for them before.
template <class Arithmetic, class T> struct Packed {
    static const u32 WIDTH = 16 / sizeof(typename Arithmetic::Element), RAW = WIDTH * sizeof(T) / 16;
    static_assert(RAW > 0, "a tile is no wider than what it is made of");
    static __device__ Quad of(const Quad* raw) {
        Quad quad;
        for (u32 e = 0; e < 4; e++) quad.word[e] = Arithmetic::word(__uint_as_float(raw->word[e]));
        return quad;
    }
};
template <> struct Packed<BF16, float> {
    static const u32 WIDTH = 8, RAW = 2;
    static __device__ Quad of(const Quad* raw) {
        Quad quad;
        for (u32 e = 0; e < 4; e++) {
            const u32* two = raw[e / 2].word + e % 2 * 2;
            quad.word[e] = narrow_two(__uint_as_float(two[0]), __uint_as_float(two[1]));
        }
        return quad;
    }
};
template <> struct Packed<BF16, bf16> {
    static const u32 WIDTH = 8, RAW = 1;
    static __device__ Quad of(const Quad* raw) { return *raw; }
};

// Puts number e of a run, zero before, into its quads.
DEVICE void put_number(Quad* raw, u32 e, const float* from) { raw[e / 4].word[e % 4] = __float_as_uint(*from); }
DEVICE void put_number(Quad* raw, u32 e, const bf16* from) { raw[e / 8].word[e % 8 / 2] |= (u32)from->bits << e % 2 * 16; }

// A factor's tile of ROWS outer indices by DEPTH of k, on its way from memory to shared memory. Each thread takes COUNT quads.
template <class Arithmetic, class Factor, u32 ROWS> struct Staged {
    typedef typename Arithmetic::Element Element;
    typedef typename Factor::Type Type;
    typedef ::Packed<Arithmetic, Type> Packed;
    static const u32 DEPTH = Arithmetic::DEPTH, WIDTH = Packed::WIDTH;
    static const u32 ALONG = (Factor::ALONG_K ? DEPTH : ROWS) / WIDTH, ACROSS = Factor::ALONG_K ? ROWS : DEPTH;
    static const u32 COUNT = (ALONG * ACROSS + THREADS - 1) / THREADS;
    const Factor& factor;
    u32 first, limit;
    Quad raw[COUNT][Packed::RAW];
    // Along k, the rows of a thread's quads stay the same; else its one column of quads does.
    typename Factor::Outer outer[Factor::ALONG_K ? COUNT : 1];

    __device__ Staged(const Factor& factor, u32 first, u32 limit) : factor(factor), first(first), limit(limit) {
        if (Factor::ALONG_K) {
            for (u32 n = 0; n < COUNT; n++) outer[n] = factor.outer(row(n));
        } else {
            outer[0] = factor.outer(first + along());
        }
    }
    static __device__ u32 along() { return threadIdx.x % ALONG * WIDTH; }
    static __device__ u32 across(u32 n) { return threadIdx.x / ALONG + n * (THREADS / ALONG); }
    __device__ u32 row(u32 n) const { return first + across(n); }

    // Takes the numbers from `start` on whose k is below `end`.
    __device__ void take(u32 start, u32 end) {
        if constexpr (Factor::RUN % WIDTH == 0) take_runs(start, end); else take_numbers(start, end);
    }
    __device__ void take_runs(u32 start, u32 end) {
        typename Factor::Inner inner = factor.inner(start + (Factor::ALONG_K ? along() : across(0)));
        for (u32 n = 0; n < COUNT; n++) {
            u32 i = Factor::ALONG_K ? row(n) : first + along(), k = start + (Factor::ALONG_K ? along() : across(n));
            if (!Factor::ALONG_K && n > 0) inner = factor.inner(k);
            const Type* from = i < limit && k < end ? factor.at(outer[Factor::ALONG_K ? n : 0], inner) : nullptr;
            for (u32 q = 0; q < Packed::RAW; q++) raw[n][q] = from ? ((const Quad*)from)[q] : Quad{};
        }
    }
    __device__ void take_numbers(u32 start, u32 end) {
        for (u32 n = 0; n < COUNT; n++) {
            for (u32 q = 0; q < Packed::RAW; q++) raw[n][q] = Quad{};
            for (u32 e = 0; e < WIDTH; e++) {
                u32 i = Factor::ALONG_K ? row(n) : first + along() + e;
                u32 k = start + (Factor::ALONG_K ? along() + e : across(n));
                const Type* from = i < limit && k < end ? factor.at(factor.outer(i), factor.inner(k)) : nullptr;
                if (from) put_number(raw[n], e, from);
            }
        }
    }
};

// How a tile lies in shared memory. On tensor cores as in memory, with rows so long that what is read together lies in different
// banks.
template <class Arithmetic, class Factor, u32 ROWS> struct Laid {
    typedef Staged<Arithmetic, Factor, ROWS> From;
    typedef typename Arithmetic::Element Element;
    static const bool ALONG_K = Factor::ALONG_K;
    static const u32 PAD = ALONG_K ? 16 / sizeof(Element) : 8;
    static const u32 STRIDE = (ALONG_K ? Arithmetic::DEPTH : ROWS) + PAD, LEN = From::ACROSS * STRIDE;
    static __device__ void put(Element* tile, const From& from) {
        for (u32 n = 0; n < From::COUNT; n++) {
            if (From::across(n) < From::ACROSS) {
                *(Quad*)(tile + From::across(n) * STRIDE + From::along()) = From::Packed::of(from.raw[n]);
            }
        }
    }
    static __device__ u32 index(u32 row, u32 k) { return ALONG_K ? row * STRIDE + k : k * STRIDE + row; }
};
// In single precision by k, so that a thread reads neighbouring rows at once.
template <class Factor, u32 ROWS> struct Laid<F32, Factor, ROWS> {
    typedef Staged<F32, Factor, ROWS> From;
    static const u32 STRIDE = ROWS + 4, LEN = F32::DEPTH * STRIDE;
    static __device__ void put(float* tile, const From& from) {
        for (u32 n = 0; n < From::COUNT; n++) {
            if (From::across(n) >= From::ACROSS) continue;
            if (Factor::ALONG_K) {
                for (u32 e = 0; e < 4; e++) {
                    tile[(From::along() + e) * STRIDE + From::across(n)] = __uint_as_float(from.raw[n][0].word[e]);
                }
            } else {
                *(Quad*)(tile + From::across(n) * STRIDE + From::along()) = from.raw[n][0];
            }
        }
    }
};

// Puts the sums of neighbouring columns that there are.
template <u32 COUNT, class P> DEVICE void put_run(const P& p, u32 i, u32 j, const float* sum) {
    if (i >= p.m) return;
    if (P::Result::N % COUNT == 0) {
        if (j < P::Result::N) store_run<COUNT>(p.result.at(i, j), sum, P::Result::ADD);
    } else {
        for (u32 e = 0; e < COUNT; e++) {
            if (j + e < P::Result::N) store_run<1>(p.result.at(i, j + e), sum + e, P::Result::ADD);
        }
    }
}

// The sums of a thread, and where in the tile they belong.
template <class Arithmetic, u32 ROWS, u32 COLUMNS> struct Sums {
    // Eight warps share the tile, each of them rows and columns in fragments of 16 by 8.
    static const u32 WARP_ROWS = ROWS == 128 && COLUMNS == 128 ? 64 : 32, WARPS_DOWN = ROWS / WARP_ROWS;
    static const u32 WARP_COLUMNS = COLUMNS / (THREADS / 32 / WARPS_DOWN);
    static const u32 DOWN = WARP_ROWS / 16, ACROSS = WARP_COLUMNS / 8;
    float sum[DOWN][ACROSS][4];

    static __device__ u32 first_row() { return threadIdx.x / 32 % WARPS_DOWN * WARP_ROWS; }
    static __device__ u32 first_column() { return threadIdx.x / 32 / WARPS_DOWN * WARP_COLUMNS; }

    template <class A, class B> __device__ void add(const float* a_tile, const float* b_tile) {
        u32 group = threadIdx.x % 32 / 4, within = threadIdx.x % 4;
        for (u32 k = 0; k < Arithmetic::DEPTH; k += 8) {
            u32 a[DOWN][4], b[ACROSS][2];
            for (u32 y = 0; y < DOWN; y++) {
                for (u32 e = 0; e < 4; e++) {
                    u32 row = first_row() + y * 16 + group + e % 2 * 8;
                    a[y][e] = __float_as_uint(a_tile[A::index(row, k + within + e / 2 * 4)]);
                }
            }
            for (u32 x = 0; x < ACROSS; x++) {
                for (u32 e = 0; e < 2; e++) {
                    u32 column = first_column() + x * 8 + group;
                    b[x][e] = __float_as_uint(b_tile[B::index(column, k + within + e * 4)]);
                }
            }
            for (u32 y = 0; y < DOWN; y++) {
                for (u32 x = 0; x < ACROSS; x++) multiply_tf32(sum[y][x], a[y], b[x]);
            }
        }
    }
    template <class A, class B> __device__ void add(const bf16* a_tile, const bf16* b_tile) {
        // Each lane tells where one row of the four matrices of 8 by 8 begins.
        u32 matrix = threadIdx.x % 32 / 8, row = threadIdx.x % 8, low = matrix % 2 * 8, high = matrix / 2 * 8;
        for (u32 k = 0; k < Arithmetic::DEPTH; k += 16) {
            u32 a[DOWN][4], b[ACROSS / 2][4];
            for (u32 y = 0; y < DOWN; y++) {
                u32 i = first_row() + y * 16;
                u32 at = A::ALONG_K ? A::index(i + low + row, k + high) : A::index(i + low, k + high + row);
                load_matrices<!A::ALONG_K>(a[y], a_tile + at);
            }
            for (u32 x = 0; x < ACROSS / 2; x++) {
                u32 j = first_column() + x * 16;
                u32 at = B::ALONG_K ? B::index(j + high + row, k + low) : B::index(j + high, k + low + row);
                load_matrices<!B::ALONG_K>(b[x], b_tile + at);
            }
            for (u32 y = 0; y < DOWN; y++) {
                for (u32 x = 0; x < ACROSS; x++) multiply_bf16(sum[y][x], a[y], b[x / 2] + x % 2 * 2);
            }
        }
    }
    template <class P> __device__ void put(const P& p, u32 first_i, u32 first_j) const {
        u32 group = threadIdx.x % 32 / 4, within = threadIdx.x % 4;
        for (u32 y = 0; y < DOWN; y++) {
            for (u32 x = 0; x < ACROSS; x++) {
                for (u32 e = 0; e < 4; e += 2) {
                    u32 i = first_i + first_row() + y * 16 + group + e / 2 * 8;
                    u32 j = first_j + first_column() + x * 8 + within * 2;
                    put_run<2>(p, i, j, sum[y][x] + e);
                }
            }
        }
    }
};

// In single precision 16 by 16 threads share the tile; each has runs of RUN neighbouring rows and columns.
template <u32 ROWS, u32 COLUMNS> struct Sums<F32, ROWS, COLUMNS> {
    static const u32 DOWN = ROWS / 16, ACROSS = COLUMNS / 16;
    static const u32 ROW_RUN = DOWN < 4 ? DOWN : 4, COLUMN_RUN = ACROSS < 4 ? ACROSS : 4;
    float sum[DOWN][ACROSS];

    static __device__ u32 row(u32 y) { return y / ROW_RUN * ROW_RUN * 16 + threadIdx.x / 16 * ROW_RUN + y % ROW_RUN; }
    static __device__ u32 column(u32 x) {
        return x / COLUMN_RUN * COLUMN_RUN * 16 + threadIdx.x % 16 * COLUMN_RUN + x % COLUMN_RUN;
    }
    template <class A, class B> __device__ void add(const float* a_tile, const float* b_tile) {
        for (u32 k = 0; k < F32::DEPTH; k++) {
            float a[DOWN], b[ACROSS];
            for (u32 y = 0; y < DOWN; y += ROW_RUN) load_run<ROW_RUN>(a + y, a_tile + k * A::STRIDE + row(y));
            for (u32 x = 0; x < ACROSS; x += COLUMN_RUN) load_run<COLUMN_RUN>(b + x, b_tile + k * B::STRIDE + column(x));
            for (u32 y = 0; y < DOWN; y++) {
                for (u32 x = 0; x < ACROSS; x++) sum[y][x] += a[y] * b[x];
            }
        }
    }
    template <class P> __device__ void put(const P& p, u32 first_i, u32 first_j) const {
        for (u32 y = 0; y < DOWN; y++) {
            for (u32 x = 0; x < ACROSS; x += COLUMN_RUN) {
                put_run<COLUMN_RUN>(p, first_i + row(y), first_j + column(x), sum[y] + x);
            }
        }
    }
};

// Two tiles of each factor: one is multiplied while the next one's numbers are on their way.
template <class Arithmetic, u32 ROWS, u32 COLUMNS, class P> DEVICE void product(const P& p) {
    typedef typename P::A FactorA;
    typedef typename P::B FactorB;
    typedef Laid<Arithmetic, FactorA, ROWS> A;
    typedef Laid<Arithmetic, FactorB, COLUMNS> B;
    typedef typename Arithmetic::Element Element;
    SHARED(Quad, a_quads, 2 * A::LEN * sizeof(Element) / 16);
    SHARED(Quad, b_quads, 2 * B::LEN * sizeof(Element) / 16);
    Element *a_tiles = (Element*)a_quads, *b_tiles = (Element*)b_quads;
    const u32 DEPTH = Arithmetic::DEPTH, N = P::Result::N, ACROSS = (N + COLUMNS - 1) / COLUMNS;
    u32 first_i = blockIdx.x / ACROSS * ROWS, first_j = blockIdx.x % ACROSS * COLUMNS, k = p.k;
    u32 length = ((k + gridDim.z - 1) / gridDim.z + DEPTH - 1) / DEPTH * DEPTH;
    u32 begin = blockIdx.z * length, end = begin + length < k ? begin + length : k;
    Staged<Arithmetic, FactorA, ROWS> a(p.a, first_i, p.m);
    Staged<Arithmetic, FactorB, COLUMNS> b(p.b, first_j, N);
    Sums<Arithmetic, ROWS, COLUMNS> sums = {};
    if (begin < end) {
        a.take(begin, end);
        b.take(begin, end);
        A::put(a_tiles, a);
        B::put(b_tiles, b);
    }
    __syncthreads();
    u32 now = 0;
    for (u32 start = begin; start < end; start += DEPTH, now ^= 1) {
        bool more = start + DEPTH < end;
        if (more) {
            a.take(start + DEPTH, end);
            b.take(start + DEPTH, end);
        }
        sums.template add<A, B>(a_tiles + now * A::LEN, b_tiles + now * B::LEN);
        if (more) {
            A::put(a_tiles + (now ^ 1) * A::LEN, a);
            B::put(b_tiles + (now ^ 1) * B::LEN, b);
        }
        __syncthreads();
    }
    sums.put(p, first_i, first_j);
}

// The largest power of two, up to 8, of which a number is a multiple.
static constexpr __device__ u32 run_of(u32 number) {
    return number % 8 == 0 ? 8 : number % 4 == 0 ? 4 : number % 2 == 0 ? 2 : 1;
}

// A factor that lies at outer · OUTER + k % PERIOD · INNER + k / PERIOD · STEP. OUTERS: how many outer indices there are, if known.
template <class T, bool ALONG, u32 OUTERS, u32 OUTER, u32 PERIOD, u32 INNER, u32 STEP> struct Plain {
    typedef T Type;
    typedef u32 Outer;
    typedef u32 Inner;
    static const bool ALONG_K = ALONG;
    static const u32 RUN = ALONG ? run_of(PERIOD) : run_of(OUTERS);
    const T* numbers;
    __device__ u32 outer(u32 i) const { return i * OUTER; }
    __device__ u32 inner(u32 k) const { return k % PERIOD * INNER + k / PERIOD * STEP; }
    __device__ const T* at(u32 outer, u32 inner) const { return numbers + outer + inner; }
};

// A result with COLUMNS columns; ADDED to what is there.
template <class T, u32 COLUMNS, bool ADDED> struct Result {
    static const u32 N = COLUMNS;
    static const bool ADD = ADDED;
    T* numbers;
    __device__ T* at(u32 i, u32 j) const { return numbers + i * COLUMNS + j; }
};

// Where a sum over the batch goes: added to the result, or beside those of other parts.
template <u32 M, u32 N, bool PARTS> DEVICE Result<float, N, !PARTS> summed_result(float* out) {
    return {out + (PARTS ? blockIdx.z * M * N : 0)};
}

// What is multiplied: factors, where the products go, how many rows there are and how many terms of each sum.
template <class FactorA, class FactorB, class To> struct Factors {
    typedef FactorA A;
    typedef FactorB B;
    typedef To Result;
    A a;
    B b;
    Result result;
    u32 m, k;
};
template <class A, class B, class Result> DEVICE Factors<A, B, Result> factors(A a, B b, Result result, u32 m, u32 k) {
    return {a, b, result, m, k};
}

// out = op(a) op(b) for each sample. FLAT: the samples' rows follow on each other and b is shared, so it is one product.
template <u32 M, u32 N, u32 K, bool TA, bool TB, bool A_EACH, bool B_EACH, bool FLAT, class TypeA, class TypeB, class Type>
DEVICE auto matmul(const TypeA* a, const TypeB* b, Type* out, u32 samples) {
    Plain<TypeA, !TA, M, TA ? 1 : K, K, TA ? M : 1, 0> left{a + (A_EACH && !FLAT ? blockIdx.y * M * K : 0)};
    Plain<TypeB, TB, N, TB ? K : 1, K, TB ? 1 : N, 0> right{b + (B_EACH ? blockIdx.y * K * N : 0)};
    Result<Type, N, false> result{out + (FLAT ? 0 : blockIdx.y * M * N)};
    return factors(left, right, result, FLAT ? M * samples : M, K);
}

// The same, summed over the samples.
template <u32 M, u32 N, u32 K, bool TA, bool TB, bool A_EACH, bool B_EACH, bool PARTS, class TypeA, class TypeB>
DEVICE auto summed_matmul(const TypeA* a, const TypeB* b, float* out, u32 samples) {
    Plain<TypeA, !TA, M, TA ? 1 : K, K, TA ? M : 1, A_EACH ? M * K : 0> left{a};
    Plain<TypeB, TB, N, TB ? K : 1, K, TB ? 1 : N, B_EACH ? K * N : 0> right{b};
    return factors(left, right, summed_result<M, N, PARTS>(out), M, K * samples);
}

// Images [H, W, CIN], filters [KH, KW, CIN, COUT], outputs [HO, WO, COUT].
template <u32 H, u32 W, u32 CIN, u32 KH, u32 KW, u32 HO, u32 WO, u32 COUT, u32 STRIDE, u32 TOP, u32 LEFT> struct Window {
    // A pixel, samples included, as what its window meets is found from it: row and column where the window begins, and where
    // that lies. Below zero wraps beyond any extent.
    struct Pixel { u32 i, j, origin; };
    // A tap: row and column in the window, and how far it and its channel lie from where the window begins.
    struct Tap { u32 u, v, distance; };

    // The image by output pixel and tap.
    static __device__ Pixel output_pixel(u32 pixel) {
        u32 j = pixel % WO * STRIDE - LEFT, i = pixel / WO % HO * STRIDE - TOP, s = pixel / (HO * WO);
        return Pixel{i, j, ((s * H + i) * W + j) * CIN};
    }
    static __device__ Tap image_tap(u32 tap) {
        u32 c = tap % CIN, v = tap / CIN % KW, u = tap / (CIN * KW);
        return Tap{u, v, (u * W + v) * CIN + c};
    }
    template <class T> static __device__ const T* in_image(const T* x, Pixel pixel, Tap tap) {
        return pixel.i + tap.u < H && pixel.j + tap.v < W ? x + (u32)(pixel.origin + tap.distance) : nullptr;
    }
    template <class T> struct ImageByPixel {
        typedef T Type;
        typedef Pixel Outer;
        typedef Tap Inner;
        static const bool ALONG_K = true;
        static const u32 RUN = run_of(CIN);
        const T* x;
        __device__ Pixel outer(u32 i) const { return output_pixel(i); }
        __device__ Tap inner(u32 k) const { return image_tap(k); }
        __device__ const T* at(Pixel pixel, Tap tap) const { return in_image(x, pixel, tap); }
    };
    template <class T> struct ImageByTap {
        typedef T Type;
        typedef Tap Outer;
        typedef Pixel Inner;
        static const bool ALONG_K = false;
        static const u32 RUN = run_of(CIN);
        const T* x;
        __device__ Tap outer(u32 i) const { return image_tap(i); }
        __device__ Pixel inner(u32 k) const { return output_pixel(k); }
        __device__ const T* at(Tap tap, Pixel pixel) const { return in_image(x, pixel, tap); }
    };

    // The output by image pixel and tap: which output's window meets the pixel through the tap.
    template <class T> struct OutputByPixel {
        typedef T Type;
        typedef Pixel Outer;
        typedef Tap Inner;
        static const bool ALONG_K = true;
        static const u32 RUN = run_of(COUT);
        const T* x;
        __device__ Pixel outer(u32 pixel) const {
            return Pixel{pixel / W % H + TOP, pixel % W + LEFT, pixel / (H * W) * (HO * WO * COUT)};
        }
        __device__ Tap inner(u32 tap) const { return Tap{tap / (COUT * KW), tap / COUT % KW, tap % COUT}; }
        __device__ const T* at(Pixel pixel, Tap tap) const {
            u32 i = pixel.i - tap.u, j = pixel.j - tap.v;
            bool meets = i % STRIDE == 0 && j % STRIDE == 0 && i < HO * STRIDE && j < WO * STRIDE;
            return meets ? x + pixel.origin + (i / STRIDE * WO + j / STRIDE) * COUT + tap.distance : nullptr;
        }
    };

    template <class TypeA, class TypeB, class Type>
    static __device__ auto forward(const TypeA* x, const TypeB* filter, Type* out, u32 samples) {
        Plain<TypeB, false, COUT, 1, KH * KW * CIN, COUT, 0> right{filter};
        return factors(ImageByPixel<TypeA>{x}, right, Result<Type, COUT, false>{out}, samples * HO * WO, KH * KW * CIN);
    }
    template <class TypeA, class TypeB, class Type>
    static __device__ auto data(const TypeA* cotangent, const TypeB* filter, Type* out, u32 samples) {
        Plain<TypeB, true, CIN, COUT, COUT, 1, CIN * COUT> right{filter};
        return factors(OutputByPixel<TypeA>{cotangent}, right, Result<Type, CIN, false>{out}, samples * H * W, KH * KW * COUT);
    }
    template <bool PARTS, class TypeA, class TypeB>
    static __device__ auto filter(const TypeA* x, const TypeB* cotangent, float* out, u32 samples) {
        // As many k as there are pixels: no period.
        Plain<TypeB, false, COUT, 1, 0xffffffffu, COUT, 0> right{cotangent};
        auto result = summed_result<KH * KW * CIN, COUT, PARTS>(out);
        return factors(ImageByTap<TypeA>{x}, right, result, KH * KW * CIN, samples * HO * WO);
    }
};
