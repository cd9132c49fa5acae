// Sums of a wide value to a small one. S::kept(o) is the wide index at which output o begins, S::term(t) how far its term t lies
// from there. Block row y of a launch takes the y-th part of the terms and writes the y-th block of outputs.

struct Part { u32 begin, end; };

// Part y of the terms, of as many parts as the grid has rows.
DEVICE Part part_of(u32 terms) {
    u32 length = (terms + gridDim.y - 1) / gridDim.y, begin = blockIdx.y * length;
    return Part{begin < terms ? begin : terms, begin + length < terms ? begin + length : terms};
}

template <bool ADD, class Out> DEVICE void put(Out* to, float value) {
    store(to, 0, ADD ? load(to, 0) + value : value);
}

// A thread for each output: for few terms.
template <class S, bool ADD, class X, class Out> DEVICE void sum_by_thread(const X* x, Out* out, u32 outputs, u32 terms) {
    Part part = part_of(terms);
    FOR_ITEMS(o, outputs) {
        const X* from = x + S::kept(o);
        float sum = 0.0f;
        for (u32 t = part.begin; t < part.end; t++) sum += load(from, S::term(t));
        put<ADD>(out + blockIdx.y * outputs + o, sum);
    }
}

// A warp for each output: for terms that lie side by side.
template <class S, bool ADD, class X, class Out> DEVICE void sum_by_warp(const X* x, Out* out, u32 outputs, u32 terms) {
    Part part = part_of(terms);
    u32 lane = threadIdx.x % 32;
    FOR_ROWS(o, outputs) {
        const X* from = x + S::kept(o);
        float sum = 0.0f;
        for (u32 t = part.begin + lane; t < part.end; t += 32) sum += load(from, S::term(t));
        sum = warp_sum(sum);
        if (lane == 0) put<ADD>(out + blockIdx.y * outputs + o, sum);
    }
}

// A block for each output: for many terms that lie side by side.
template <class S, bool ADD, class X, class Out> DEVICE void sum_by_block(const X* x, Out* out, u32 outputs, u32 terms) {
    SHARED(float, warps, THREADS / 32);
    Part part = part_of(terms);
    u32 lane = threadIdx.x % 32;
    for (u32 o = blockIdx.x; o < outputs; o += gridDim.x) {
        const X* from = x + S::kept(o);
        float sum = 0.0f;
        for (u32 t = part.begin + threadIdx.x; t < part.end; t += THREADS) sum += load(from, S::term(t));
        sum = warp_sum(sum);
        if (lane == 0) warps[threadIdx.x / 32] = sum;
        __syncthreads();
        if (threadIdx.x < 32) {
            sum = warp_sum(lane < THREADS / 32 ? warps[lane] : 0.0f);
            if (lane == 0) put<ADD>(out + blockIdx.y * outputs + o, sum);
        }
        __syncthreads();
    }
}

// Eight threads for each of 32 neighbouring outputs: for many terms that lie apart while outputs lie side by side.
template <class S, bool ADD, class X, class Out> DEVICE void sum_by_columns(const X* x, Out* out, u32 outputs, u32 terms) {
    SHARED(float, rows, THREADS / 32 * 32);
    Part part = part_of(terms);
    u32 column = threadIdx.x % 32, row = threadIdx.x / 32;
    for (u32 first = blockIdx.x * 32; first < outputs; first += gridDim.x * 32) {
        u32 o = first + column;
        float sum = 0.0f;
        if (o < outputs) {
            const X* from = x + S::kept(o);
            for (u32 t = part.begin + row; t < part.end; t += THREADS / 32) sum += load(from, S::term(t));
        }
        rows[threadIdx.x] = sum;
        __syncthreads();
        if (row == 0 && o < outputs) {
            for (u32 other = 1; other < THREADS / 32; other++) sum += rows[other * 32 + column];
            put<ADD>(out + blockIdx.y * outputs + o, sum);
        }
        __syncthreads();
    }
}

// Adds what the parts of a sum or product have left for output i of `count`.
DEVICE void add_parts(const float* parts, float* out, u32 i, u32 count, u32 number) {
    float sum = 0.0f;
    for (u32 part = 0; part < number; part++) sum += parts[part * count + i];
    out[i] += sum;
}
