// CUDA's launch model on a host, so that the arithmetic and the barriers of kernels can be tested without a device. It stands before
// a module's source. The threads of a block are fibers, which run one after the other until all wait at a barrier; blocks run one
// after the other. Weak memory and timing are not emulated.

#define EMULATED

typedef unsigned int u32_t;

struct Index3 { u32_t x, y, z; };
static Index3 threadIdx, blockIdx, blockDim, gridDim;

#define __global__
#define __device__
#define __constant__
#define __grid_constant__
#define __forceinline__ inline
#define __shared__ static
// NaN until the block writes there.
#define SHARED(TYPE, NAME, LENGTH) \
    static TYPE NAME[LENGTH]; \
    static unsigned long long NAME##_block; \
    begin_shared(NAME, sizeof NAME, NAME##_block)
#define __launch_bounds__(...)

extern "C" {
float expf(float) noexcept;
float logf(float) noexcept;
float sqrtf(float) noexcept;
float fabsf(float) noexcept;
float fmaxf(float, float) noexcept;
double sqrt(double) noexcept;
void* memset(void*, int, __SIZE_TYPE__) noexcept;
}

// Named arithmetic is never contracted; a host compiler is told to contract nothing.
static inline double __dadd_rn(double a, double b) { return a + b; }
static inline double __dmul_rn(double a, double b) { return a * b; }
static inline double __ddiv_rn(double a, double b) { return a / b; }
static inline double __dsqrt_rn(double x) { return sqrt(x); }
static inline long long __double_as_longlong(double x) { return __builtin_bit_cast(long long, x); }
static inline double __longlong_as_double(long long x) { return __builtin_bit_cast(double, x); }
static inline float __int_as_float(u32_t x) { return __builtin_bit_cast(float, x); }
static inline float __uint_as_float(u32_t x) { return __builtin_bit_cast(float, x); }
static inline u32_t __float_as_uint(float x) { return __builtin_bit_cast(u32_t, x); }

enum State { RUNNABLE, AT_BLOCK_BARRIER, AT_WARP_BARRIER, DONE };

static const u32_t MOST_THREADS = 1024, STACK = 32768, WARP = 32;
static State states[MOST_THREADS];
alignas(64) static char stacks[MOST_THREADS][STACK];
static double exchanged[MOST_THREADS];
static void (*kernel)(void**);
static void** kernel_arguments;

#if defined(__x86_64__)
typedef void* Context;
static Context fibers[MOST_THREADS], scheduler;
extern "C" void cdm_switch(Context* from, Context to);
asm(R"(
    .text
    .hidden cdm_switch
    .globl cdm_switch
    .type cdm_switch, @function
cdm_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
)");
static void leave() { cdm_switch(&fibers[threadIdx.x], scheduler); }
static void enter(u32_t thread) { cdm_switch(&scheduler, fibers[thread]); }
static void run_kernel() {
    kernel(kernel_arguments);
    states[threadIdx.x] = DONE;
    leave();
}
static void prepare(u32_t thread) {
    // Six registers and the address to which the switch returns; a function is entered with its stack 8 bytes off a multiple of 16.
    void** top = (void**)(stacks[thread] + STACK) - 8;
    memset(top, 0, 8 * sizeof(void*));
    top[6] = (void*)run_kernel;
    fibers[thread] = top;
}
#else
#include <ucontext.h>
static ucontext_t fibers[MOST_THREADS], scheduler;
static void leave() { swapcontext(&fibers[threadIdx.x], &scheduler); }
static void enter(u32_t thread) { swapcontext(&scheduler, &fibers[thread]); }
static void run_kernel() {
    kernel(kernel_arguments);
    states[threadIdx.x] = DONE;
    leave();
}
static void prepare(u32_t thread) {
    getcontext(&fibers[thread]);
    fibers[thread].uc_stack.ss_sp = stacks[thread];
    fibers[thread].uc_stack.ss_size = STACK;
    fibers[thread].uc_link = &scheduler;
    makecontext(&fibers[thread], run_kernel, 0);
}
#endif

// Number of the block that runs, from 1.
static unsigned long long block_number;

// The first of a block's threads that comes to a shared array wipes it.
static inline void begin_shared(void* array, __SIZE_TYPE__ bytes, unsigned long long& seen_by) {
    if (seen_by == block_number) return;
    seen_by = block_number;
    memset(array, 0xff, bytes);
}

static void wait_at(State barrier) {
    u32_t own = threadIdx.x;
    states[own] = barrier;
    leave();
    threadIdx.x = own;
}

static inline void __syncthreads() { wait_at(AT_BLOCK_BARRIER); }

// Lane `lane` of the own warp's number.
template <class T> static T exchange(T number, u32_t lane) {
    u32_t own = threadIdx.x;
    exchanged[own] = number;
    wait_at(AT_WARP_BARRIER);
    T other = (T)exchanged[own / WARP * WARP + lane];
    wait_at(AT_WARP_BARRIER);
    return other;
}
template <class T> static T __shfl_sync(u32_t, T number, u32_t lane) { return exchange(number, lane % WARP); }
template <class T> static T __shfl_xor_sync(u32_t, T number, u32_t mask) {
    return exchange(number, (threadIdx.x % WARP) ^ mask);
}
template <class T> static T __shfl_up_sync(u32_t, T number, u32_t step) {
    u32_t lane = threadIdx.x % WARP;
    return exchange(number, lane >= step ? lane - step : lane);
}

// Roundings as the instructions for tensor cores have them: to nearest, ties to even in bf16 and away from zero in TF32.
static u32_t narrow_one(float x) {
    u32_t bits = __float_as_uint(x);
    return x == x ? (bits + 0x7fff + (bits >> 16 & 1)) >> 16 : 0x7fff;
}
static u32_t narrow_two(float low, float high) { return narrow_one(low) | narrow_one(high) << 16; }
static u32_t round_tf32(float x) {
    return x == x ? (__float_as_uint(x) + 0x1000) & ~0x1fffu : 0x7fffffff;
}

// What the threads of a warp hold together: each shows its own words, and reads those of others until all have read.
static u32_t shown[MOST_THREADS][6];
static void show(const u32_t* words, u32_t first, u32_t count) {
    for (u32_t i = 0; i < count; i++) shown[threadIdx.x][first + i] = words[i];
}
static float half_of(u32_t words, u32_t which) { return __uint_as_float(which ? words & 0xffff0000u : words << 16); }

// Number (row, k) of A and (k, column) of B, by how the lanes' fragments are laid out.
static float shown_tf32(u32_t lane, u32_t word) { return __uint_as_float(shown[threadIdx.x / WARP * WARP + lane][word] & ~0x1fffu); }
struct ProductTf32 {
    static const u32_t DEPTH = 8;
    static float a(u32_t row, u32_t k) { return shown_tf32(row % 8 * 4 + k % 4, row / 8 + k / 4 * 2); }
    static float b(u32_t k, u32_t column) { return shown_tf32(column * 4 + k % 4, 4 + k / 4); }
};
static float shown_half(u32_t lane, u32_t word, u32_t k) { return half_of(shown[threadIdx.x / WARP * WARP + lane][word], k % 2); }
struct ProductBf16 {
    static const u32_t DEPTH = 16;
    static float a(u32_t row, u32_t k) { return shown_half(row % 8 * 4 + k % 8 / 2, row / 8 + k / 8 * 2, k); }
    static float b(u32_t k, u32_t column) { return shown_half(column * 4 + k % 8 / 2, 4 + k / 8, k); }
};
template <class Product> static void multiply(float* sum, const u32_t* a, const u32_t* b) {
    show(a, 0, 4);
    show(b, 4, 2);
    wait_at(AT_WARP_BARRIER);
    u32_t lane = threadIdx.x % WARP;
    for (u32_t e = 0; e < 4; e++) {
        u32_t row = lane / 4 + e / 2 * 8, column = lane % 4 * 2 + e % 2;
        for (u32_t k = 0; k < Product::DEPTH; k++) sum[e] += Product::a(row, k) * Product::b(k, column);
    }
    wait_at(AT_WARP_BARRIER);
}
static void multiply_tf32(float* sum, const u32_t* a, const u32_t* b) { multiply<ProductTf32>(sum, a, b); }
static void multiply_bf16(float* sum, const u32_t* a, const u32_t* b) { multiply<ProductBf16>(sum, a, b); }

static const unsigned short* shown_rows[MOST_THREADS];
template <bool TRANSPOSED, class T> static void load_matrices(u32_t* to, const T* row) {
    u32_t own = threadIdx.x, first = own / WARP * WARP, lane = own % WARP;
    if ((__UINTPTR_TYPE__)row % 16 != 0) __builtin_trap();
    shown_rows[own] = (const unsigned short*)row;
    wait_at(AT_WARP_BARRIER);
    for (u32_t matrix = 0; matrix < 4; matrix++) {
        u32_t word = 0;
        for (u32_t half = 0; half < 2; half++) {
            u32_t i = lane / 4, j = lane % 4 * 2 + half;
            const unsigned short* from = shown_rows[first + matrix * 8 + (TRANSPOSED ? j : i)];
            word |= (u32_t)from[TRANSPOSED ? i : j] << 16 * half;
        }
        to[matrix] = word;
    }
    wait_at(AT_WARP_BARRIER);
}

// Lets the threads go that wait at a barrier which all of them have reached.
static bool release(u32_t first, u32_t count, State barrier) {
    for (u32_t thread = first; thread < first + count; thread++) {
        if (states[thread] != barrier) return false;
    }
    for (u32_t thread = first; thread < first + count; thread++) states[thread] = RUNNABLE;
    return true;
}

// Runs the threads of a block; false if some wait for others that will not come.
static bool run_block(u32_t threads, bool reversed) {
    block_number++;
    for (u32_t thread = 0; thread < threads; thread++) {
        prepare(thread);
        states[thread] = RUNNABLE;
    }
    for (;;) {
        u32_t done = 0;
        for (u32_t number = 0; number < threads; number++) {
            u32_t thread = reversed ? threads - 1 - number : number;
            if (states[thread] == RUNNABLE) {
                threadIdx.x = thread;
                enter(thread);
            }
            done += states[thread] == DONE;
        }
        if (done == threads) return true;
        bool any = release(0, threads, AT_BLOCK_BARRIER);
        for (u32_t warp = 0; !any && warp < threads; warp += WARP) {
            // Each warp that can go on does.
            if (release(warp, WARP, AT_WARP_BARRIER)) {
                for (u32_t other = warp + WARP; other < threads; other += WARP) release(other, WARP, AT_WARP_BARRIER);
                any = true;
            }
        }
        if (!any) return false;
    }
}

// Launches a kernel by its `call_…` function. 0: done; 1: a barrier that not all threads reach. Reversed: the last thread of the last
// block first.
extern "C" int cdm_launch(void (*call)(void**), void** arguments, const u32_t* grid, u32_t threads, int reversed) {
    kernel = call;
    kernel_arguments = arguments;
    gridDim = Index3{grid[0], grid[1], grid[2]};
    blockDim = Index3{threads, 1, 1};
    u32_t blocks = grid[0] * grid[1] * grid[2];
    for (u32_t number = 0; number < blocks; number++) {
        u32_t block = reversed ? blocks - 1 - number : number;
        blockIdx = Index3{block % grid[0], block / grid[0] % grid[1], block / grid[0] / grid[1]};
        if (!run_block(threads, reversed != 0)) return 1;
    }
    return 0;
}
