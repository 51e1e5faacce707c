/* What ONNX Runtime's CUDA provider asks of the CUDA runtime before and between its kernels: one device whose memory
   is the host's. Everything else of the runtime comes from cuda-stand-ins.ts: it accepts the call and does nothing. */
#include <stdlib.h>
#include <string.h>

int cudaGetDeviceCount(int *count) { *count = 1; return 0; }
int cudaGetDevice(int *device) { *device = 0; return 0; }
int cudaDriverGetVersion(int *version) { *version = 13000; return 0; }
int cudaRuntimeGetVersion(int *version) { *version = 13000; return 0; }
int cudaDeviceGetAttribute(int *value, int attribute, int device) { *value = 0; return 0; }
int cudaMemGetInfo(size_t *available, size_t *total) { *available = *total = (size_t)8 << 30; return 0; }
const char *cudaGetErrorName(int error) { return "error of a stand-in"; }
const char *cudaGetErrorString(int error) { return "error of a stand-in"; }

/* cudaDeviceProp of CUDA 13.0 has 1008 bytes; offsets by offsetof. */
int cudaGetDeviceProperties(char *properties, int device) {
  memset(properties, 0, 1008);
  strcpy(properties, "stand-in");
  *(size_t *)(properties + 288) = (size_t)8 << 30; /* totalGlobalMem */
  *(size_t *)(properties + 296) = 49152;           /* sharedMemPerBlock */
  *(int *)(properties + 304) = 65536;              /* regsPerBlock */
  *(int *)(properties + 308) = 32;                 /* warpSize */
  *(int *)(properties + 320) = 1024;               /* maxThreadsPerBlock */
  *(int *)(properties + 324) = 1024;               /* maxThreadsDim[0] */
  *(int *)(properties + 336) = 1 << 30;            /* maxGridSize[0] */
  *(int *)(properties + 360) = 9;                  /* major */
  *(int *)(properties + 384) = 132;                /* multiProcessorCount */
  *(int *)(properties + 604) = 2048;               /* maxThreadsPerMultiProcessor */
  return 0;
}

int cudaMalloc(void **memory, size_t size) { *memory = aligned_alloc(512, (size + 511) / 512 * 512); return 0; }
int cudaMallocHost(void **memory, size_t size) { return cudaMalloc(memory, size); }
int cudaHostAlloc(void **memory, size_t size, unsigned flags) { return cudaMalloc(memory, size); }
int cudaFree(void *memory) { free(memory); return 0; }
int cudaFreeHost(void *memory) { free(memory); return 0; }
int cudaMemcpy(void *to, const void *from, size_t size, int kind) { memcpy(to, from, size); return 0; }
int cudaMemcpyAsync(void *to, const void *from, size_t size, int kind, void *stream) { memcpy(to, from, size); return 0; }
int cudaMemset(void *to, int value, size_t size) { memset(to, value, size); return 0; }
int cudaMemsetAsync(void *to, int value, size_t size, void *stream) { memset(to, value, size); return 0; }

static char handles[4096];
static size_t used;
static int handle(void **made) { *made = handles + (used += 8) % 4096; return 0; }
int cudaStreamCreate(void **stream) { return handle(stream); }
int cudaStreamCreateWithFlags(void **stream, unsigned flags) { return handle(stream); }
int cudaStreamIsCapturing(void *stream, int *status) { *status = 0; return 0; }
int cudaEventCreate(void **event) { return handle(event); }
int cudaEventCreateWithFlags(void **event, unsigned flags) { return handle(event); }
void **__cudaRegisterFatBinary(void *binary) { static void *registered[4]; return registered; }
