// Sums in regions. A block adds up its columns over rows, several lanes at once: what the threads have found lies as
// [sums][lanes][columns].

// Adds the lanes to the first.
template <u32 LANES, u32 COLUMNS> DEVICE void add_lanes(float* of, u32 sums) {
    for (u32 x = threadIdx.x; LANES > 1 && x < sums * COLUMNS; x += THREADS) {
        float* column = of + x / COLUMNS * (LANES * COLUMNS) + x % COLUMNS;
        float sum = 0.0f;
        for (u32 lane = 0; lane < LANES; lane++) sum += column[lane * COLUMNS];
        *column = sum;
    }
}

// Adds rows of `stride` numbers, of each the first `count`, to a result: eight threads for each of 32 neighbours.
DEVICE void add_rows(const float* rows, float* out, u32 count, u32 number, u32 stride) {
    SHARED(float, lanes, THREADS / 32 * 32);
    u32 column = threadIdx.x % 32, lane = threadIdx.x / 32;
    for (u32 first = blockIdx.x * 32; first < count; first += gridDim.x * 32) {
        u32 i = first + column;
        float sum = 0.0f;
        for (u32 row = lane; i < count && row < number; row += THREADS / 32) sum += rows[row * stride + i];
        lanes[threadIdx.x] = sum;
        __syncthreads();
        if (lane == 0 && i < count) {
            for (u32 other = 1; other < THREADS / 32; other++) sum += lanes[other * 32 + column];
            out[i] += sum;
        }
        __syncthreads();
    }
}
