// Products of matrices and convolutions as one algorithm over tiles: C[i, j] = sum over k of A[i, k] B[k, j]. A class tells the
// extents, where A's and B's numbers are, and where C's go. blockIdx: x the tile, y the sample, z the part of k.

#define TILE 64
#define DEPTH 16
#define EACH 4

template <class P> DEVICE void product(const P& p) {
    // One number more a row than needed, so that a column's numbers lie in different banks.
    __shared__ float a_tile[DEPTH][TILE + 1], b_tile[DEPTH][TILE + 1];
    u32 m = p.m(), n = p.n(), k = p.k(), across = (n + TILE - 1) / TILE;
    u32 first_i = blockIdx.x / across * TILE, first_j = blockIdx.x % across * TILE, sample = blockIdx.y;
    u32 length = ((k + gridDim.z - 1) / gridDim.z + DEPTH - 1) / DEPTH * DEPTH;
    u32 begin = blockIdx.z * length, end = begin + length < k ? begin + length : k;
    u32 i = threadIdx.x / (TILE / EACH), j = threadIdx.x % (TILE / EACH);
    float sum[EACH][EACH] = {};
    for (u32 start = begin; start < end; start += DEPTH) {
        for (u32 at = threadIdx.x; at < TILE * DEPTH; at += THREADS) {
            // Neighbouring threads read neighbouring numbers.
            u32 a_i = P::A_ALONG_K ? at / DEPTH : at % TILE, a_k = P::A_ALONG_K ? at % DEPTH : at / TILE;
            u32 b_j = P::B_ALONG_K ? at / DEPTH : at % TILE, b_k = P::B_ALONG_K ? at % DEPTH : at / TILE;
            bool a_in = first_i + a_i < m && start + a_k < end, b_in = first_j + b_j < n && start + b_k < end;
            a_tile[a_k][a_i] = a_in ? p.a(sample, first_i + a_i, start + a_k) : 0.0f;
            b_tile[b_k][b_j] = b_in ? p.b(sample, start + b_k, first_j + b_j) : 0.0f;
        }
        __syncthreads();
        for (u32 d = 0; d < DEPTH; d++) {
            float b[EACH];
            for (u32 y = 0; y < EACH; y++) b[y] = b_tile[d][j + y * (TILE / EACH)];
            for (u32 x = 0; x < EACH; x++) {
                float a = a_tile[d][i + x * (TILE / EACH)];
                for (u32 y = 0; y < EACH; y++) sum[x][y] += a * b[y];
            }
        }
        __syncthreads();
    }
    for (u32 x = 0; x < EACH; x++) {
        u32 row = first_i + i + x * (TILE / EACH);
        for (u32 y = 0; y < EACH; y++) {
            u32 column = first_j + j + y * (TILE / EACH);
            if (row < m && column < n) p.put(sample, row, column, sum[x][y]);
        }
    }
}

// Where a sum over the batch goes: added to the result, or beside those of other parts.
template <u32 M, u32 N, bool PARTS> DEVICE void put_sum(float* out, u32 i, u32 j, float value) {
    if (PARTS) out[(blockIdx.z * M + i) * N + j] = value; else out[i * N + j] += value;
}

// out = op(a) op(b) for each sample. FLAT: the samples' rows follow on each other and b is shared, so it is one product.
template <u32 M, u32 N, u32 K, bool TA, bool TB, bool A_EACH, bool B_EACH, bool FLAT> struct MatMul {
    static const bool A_ALONG_K = !TA, B_ALONG_K = TB;
    const float *left, *right;
    float* out;
    u32 samples;
    __device__ u32 m() const { return FLAT ? M * samples : M; }
    __device__ u32 n() const { return N; }
    __device__ u32 k() const { return K; }
    __device__ float a(u32 s, u32 i, u32 k) const {
        return left[(A_EACH && !FLAT ? s * M * K : 0) + (TA ? k * M + i : i * K + k)];
    }
    __device__ float b(u32 s, u32 k, u32 j) const {
        return right[(B_EACH ? s * K * N : 0) + (TB ? j * K + k : k * N + j)];
    }
    __device__ void put(u32 s, u32 i, u32 j, float value) const { out[(FLAT ? 0 : s * M * N) + i * N + j] = value; }
};

// The same, summed over the samples.
template <u32 M, u32 N, u32 K, bool TA, bool TB, bool A_EACH, bool B_EACH, bool PARTS> struct SummedMatMul {
    static const bool A_ALONG_K = !TA, B_ALONG_K = TB;
    const float *left, *right;
    float* out;
    u32 samples;
    __device__ u32 m() const { return M; }
    __device__ u32 n() const { return N; }
    __device__ u32 k() const { return K * samples; }
    __device__ float a(u32, u32 i, u32 k) const {
        u32 s = k / K, d = k % K;
        return left[(A_EACH ? s * M * K : 0) + (TA ? d * M + i : i * K + d)];
    }
    __device__ float b(u32, u32 k, u32 j) const {
        u32 s = k / K, d = k % K;
        return right[(B_EACH ? s * K * N : 0) + (TB ? j * K + d : d * N + j)];
    }
    __device__ void put(u32, u32 i, u32 j, float value) const { put_sum<M, N, PARTS>(out, i, j, value); }
};

// Images [H, W, CIN], filters [KH, KW, CIN, COUT], outputs [HO, WO, COUT].
template <u32 H, u32 W, u32 CIN, u32 KH, u32 KW, u32 HO, u32 WO, u32 COUT, u32 STRIDE, u32 TOP, u32 LEFT> struct Window {
    // The number of the image that tap (u, v) of output pixel `pixel` (samples included) meets; 0 outside.
    static __device__ float image(const float* x, u32 pixel, u32 tap) {
        u32 oj = pixel % WO, oi = pixel / WO % HO, s = pixel / (HO * WO);
        u32 c = tap % CIN, v = tap / CIN % KW, u = tap / (CIN * KW);
        // Below zero wraps beyond any extent.
        u32 i = oi * STRIDE + u - TOP, j = oj * STRIDE + v - LEFT;
        return i < H && j < W ? x[((s * H + i) * W + j) * CIN + c] : 0.0f;
    }
    // The number of the output that meets image pixel `pixel` through tap (u, v); 0 if none does.
    static __device__ float output(const float* x, u32 pixel, u32 tap) {
        u32 j = pixel % W, i = pixel / W % H, s = pixel / (H * W);
        u32 c = tap % COUT, v = tap / COUT % KW, u = tap / (COUT * KW);
        u32 y = i + TOP - u, x_ = j + LEFT - v;
        bool meets = y % STRIDE == 0 && x_ % STRIDE == 0 && y < HO * STRIDE && x_ < WO * STRIDE;
        return meets ? x[((s * HO + y / STRIDE) * WO + x_ / STRIDE) * COUT + c] : 0.0f;
    }
    struct Forward {
        static const bool A_ALONG_K = true, B_ALONG_K = false;
        const float *x, *filter;
        float* out;
        u32 samples;
        __device__ u32 m() const { return samples * HO * WO; }
        __device__ u32 n() const { return COUT; }
        __device__ u32 k() const { return KH * KW * CIN; }
        __device__ float a(u32, u32 i, u32 k) const { return image(x, i, k); }
        __device__ float b(u32, u32 k, u32 j) const { return filter[k * COUT + j]; }
        __device__ void put(u32, u32 i, u32 j, float value) const { out[i * COUT + j] = value; }
    };
    struct Data {
        static const bool A_ALONG_K = true, B_ALONG_K = true;
        const float *cotangent, *filter;
        float* out;
        u32 samples;
        __device__ u32 m() const { return samples * H * W; }
        __device__ u32 n() const { return CIN; }
        __device__ u32 k() const { return KH * KW * COUT; }
        __device__ float a(u32, u32 i, u32 k) const { return output(cotangent, i, k); }
        __device__ float b(u32, u32 k, u32 j) const { return filter[(k / COUT * CIN + j) * COUT + k % COUT]; }
        __device__ void put(u32, u32 i, u32 j, float value) const { out[i * CIN + j] = value; }
    };
    template <bool PARTS> struct Filter {
        static const bool A_ALONG_K = false, B_ALONG_K = false;
        const float *x, *cotangent;
        float* out;
        u32 samples;
        __device__ u32 m() const { return KH * KW * CIN; }
        __device__ u32 n() const { return COUT; }
        __device__ u32 k() const { return samples * HO * WO; }
        __device__ float a(u32, u32 i, u32 k) const { return image(x, k, i); }
        __device__ float b(u32, u32 k, u32 j) const { return cotangent[k * COUT + j]; }
        __device__ void put(u32, u32 i, u32 j, float value) const {
            put_sum<KH * KW * CIN, COUT, PARTS>(out, i, j, value);
        }
    };
};
