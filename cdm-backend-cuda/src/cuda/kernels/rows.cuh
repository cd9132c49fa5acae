// Maps along rows, one warp a row.

template <u32 ROW, class X> DEVICE float row_max(const X* x, u32 lane) {
    float largest = load(x, 0);
    for (u32 i = lane; i < ROW; i += 32) largest = fmaxf(largest, load(x, i));
    return warp_max(largest);
}

template <u32 ROW, class X, class Out> DEVICE void softmax(const X* x, Out* out, u32 rows) {
    u32 lane = threadIdx.x % 32;
    FOR_ROWS(row, rows) {
        const X* from = x + row * ROW;
        float largest = row_max<ROW>(from, lane), sum = 0.0f;
        for (u32 i = lane; i < ROW; i += 32) sum += expf(load(from, i) - largest);
        sum = warp_sum(sum);
        for (u32 i = lane; i < ROW; i += 32) store(out, row * ROW + i, expf(load(from, i) - largest) / sum);
    }
}

template <u32 ROW, class X, class Out> DEVICE void log_sum_exp(const X* x, Out* out, u32 rows) {
    u32 lane = threadIdx.x % 32;
    FOR_ROWS(row, rows) {
        const X* from = x + row * ROW;
        float largest = row_max<ROW>(from, lane), sum = 0.0f;
        // An infinite one is the answer; subtracting it would give infinity - infinity.
        bool finite = fabsf(largest) < INFINITE;
        for (u32 i = lane; finite && i < ROW; i += 32) sum += expf(load(from, i) - largest);
        sum = warp_sum(sum);
        if (lane == 0) store(out, row, finite ? largest + logf(sum) : largest);
    }
}

// Running sums in double precision: a thousand logits add up to hundreds of nats, and their differences matter.
template <u32 ROW, bool REVERSE, class X, class Out> DEVICE void running_sum(const X* x, Out* out, u32 rows) {
    u32 lane = threadIdx.x % 32;
    FOR_ROWS(row, rows) {
        double before = 0.0;
        for (u32 start = 0; start < ROW; start += 32) {
            u32 place = start + lane, i = row * ROW + (REVERSE ? ROW - 1 - place : place);
            double sum = place < ROW ? (double)load(x, i) : 0.0;
            for (u32 step = 1; step < 32; step *= 2) {
                double left = __shfl_up_sync(0xffffffffu, sum, step);
                if (lane >= step) sum += left;
            }
            if (place < ROW) store(out, i, (float)(before + sum));
            before += __shfl_sync(0xffffffffu, sum, 31);
        }
    }
}
