// What every module begins with. NVRTC compiles it for a device, a host compiler for the emulated one: it includes nothing.
// Kernels have blocks of THREADS threads. A sum is taken in an order that follows from shapes and the launch alone, so results
// repeat bit for bit.

typedef unsigned int u32;
typedef unsigned long long u64;

#define THREADS 256
#define INFINITE __int_as_float(0x7f800000)
// One block a multiprocessor is enough: asked for no number, the compiler keeps to registers for one more, and spills.
#define KERNEL extern "C" __global__ void __launch_bounds__(THREADS, 1)
#define DEVICE static __device__ __forceinline__

// A number in memory, as half a word: the upper half of its single precision.
struct bf16 { unsigned short bits; };

#ifndef EMULATED
// An array that a block's threads share. What it holds before they write is anything.
#define SHARED(TYPE, NAME, LENGTH) __shared__ TYPE NAME[LENGTH]

// Two numbers as bf16, the first in the lower half: rounded to nearest, ties to even.
DEVICE u32 narrow_two(float low, float high) {
    u32 both;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
    return both;
}

// A number rounded to the ten bits after the point that TF32 has: to nearest, ties away from zero.
DEVICE u32 round_tf32(float x) {
    u32 rounded;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(x));
    return rounded;
}

// Adds the product of two fragments over a warp, [16, 8] and [8, 8], to one of sums, [16, 8].
DEVICE void multiply_tf32(float* sum, const u32* a, const u32* b) {
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// The same of [16, 16] and [16, 8] in bf16.
DEVICE void multiply_bf16(float* sum, const u32* a, const u32* b) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// Four matrices of 8 by 8 from shared memory, to a warp's fragments: lane 8 q + r tells where row r of matrix q lies.
template <bool TRANSPOSED> DEVICE void load_matrices(u32* to, const bf16* row) {
    u32 at = (u32)__cvta_generic_to_shared(row);
    if (TRANSPOSED) {
        asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                     : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3]) : "r"(at));
    } else {
        asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                     : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3]) : "r"(at));
    }
}
#endif

DEVICE float load(const float* from, u32 i) { return from[i]; }
DEVICE float load(const bf16* from, u32 i) { return __uint_as_float((u32)from[i].bits << 16); }
DEVICE void store(float* to, u32 i, float x) { to[i] = x; }
DEVICE void store(bf16* to, u32 i, float x) { to[i].bits = (unsigned short)narrow_two(x, 0.0f); }

// Neighbouring numbers at once, which begin at a multiple of COUNT.
template <class T, u32 COUNT> struct alignas(sizeof(T) * COUNT) Run { T number[COUNT]; };
template <u32 COUNT, class T> DEVICE void load_run(float* to, const T* from) {
    Run<T, COUNT> run = *(const Run<T, COUNT>*)from;
    for (u32 i = 0; i < COUNT; i++) to[i] = load(run.number, i);
}
template <u32 COUNT, class T> DEVICE void store_run(T* to, const float* x, bool add) {
    Run<T, COUNT> run;
    if (add) run = *(const Run<T, COUNT>*)to;
    for (u32 i = 0; i < COUNT; i++) store(run.number, i, add ? load(run.number, i) + x[i] : x[i]);
    *(Run<T, COUNT>*)to = run;
}

// Items of a grid, one a thread.
DEVICE u32 first_item() { return blockIdx.x * THREADS + threadIdx.x; }
DEVICE u32 item_step() { return gridDim.x * THREADS; }
#define FOR_ITEMS(i, count) for (u32 i = first_item(); i < (count); i += item_step())

// Rows of a grid, one a warp.
#define FOR_ROWS(row, rows) for (u32 row = first_item() / 32; row < (rows); row += item_step() / 32)

// The same for block `block` of `blocks` that share a part of the grid.
#define FOR_ITEMS_OF(i, count, block, blocks) \
    for (u32 i = (block) * THREADS + threadIdx.x; i < (count); i += (blocks) * THREADS)

// Arguments of a kernel that does the work of several: addresses, and behind them the number of samples.
template <u32 COUNT> struct Joint {
    void* at[COUNT];
    u64 samples;
};

// The part of a block, where parts end before these blocks.
DEVICE u32 part_of_block(const u32* ends, u32 parts, u32 block) {
    u32 first = 0, last = parts - 1;
    while (first < last) {
        u32 middle = (first + last) / 2;
        if (block < ends[middle]) last = middle; else first = middle + 1;
    }
    return first;
}

// 1/(1 + e^-x) without overflow: for negative x, e^x/(1 + e^x).
DEVICE float sigmoid(float x) {
    float e = expf(-fabsf(x));
    return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

// Sum, and largest, over the lanes of a warp; all lanes get it.
DEVICE float warp_sum(float x) {
    for (u32 step = 16; step > 0; step /= 2) x += __shfl_xor_sync(0xffffffffu, x, step);
    return x;
}

DEVICE float warp_max(float x) {
    for (u32 step = 16; step > 0; step /= 2) x = fmaxf(x, __shfl_xor_sync(0xffffffffu, x, step));
    return x;
}
