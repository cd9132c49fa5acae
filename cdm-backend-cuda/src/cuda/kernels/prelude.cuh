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

// Items of a grid, one a thread.
DEVICE u32 first_item() { return blockIdx.x * THREADS + threadIdx.x; }
DEVICE u32 item_step() { return gridDim.x * THREADS; }
#define FOR_ITEMS(i, count) for (u32 i = first_item(); i < (count); i += item_step())

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
