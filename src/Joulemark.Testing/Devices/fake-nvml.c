/*
 * A stand-in for NVIDIA's management library. It exports the symbols that Joulemark calls, with the real signatures and
 * struct layouts, and takes its answers from a text file beside it: <path of this library>.conf, one "key value" a line.
 * The file is looked at in each call and parsed again when it has changed, so that a test can change the machine under a
 * running meter; replace it whole, by a rename.
 *
 *   init CODE                     what nvmlInit_v2 returns
 *   driver TEXT                   nvmlSystemGetDriverVersion
 *   driver_code CODE              what every call but nvmlInit_v2 returns: the driver was unloaded
 *   count N                       boards; a board beyond is lost
 *   origin_s SECONDS              CLOCK_MONOTONIC at which all waveforms begin; without it, the first nvmlInit_v2
 *   clock_s SECONDS               the waveforms' clock itself, standing still
 *   clock FILE                    a file that holds it, to be written in place: cheaper than a new configuration
 *
 *   gpuN.KEY VALUE                name uuid vbios pci arch energy_mj power_mw instant_mw max_mw limit_mw mig persistence ecc
 *                                 temperature clock.TYPE utilization memory_utilization memory_total memory_used reasons
 *   cuda NUMBER                   nvmlSystemGetCudaDriverVersion_v2: 1000 × major + 10 × minor
 *   gpuN.KEY VALUE                default_mw min_mw (else a quarter of max_mw) max_clock.TYPE application_clock.TYPE pcie_generation pcie_width
 *                                 pcie_generation_max pcie_width_max compute_mode
 *   gpuN.processes PID:BYTES ...  compute processes
 *   gpuN.sharers PID:BYTES ...    processes that compute through the sharing service (MPS)
 *   gpuN.samples US:PID:SM ...    samples of nvmlDeviceGetProcessUtilization: microseconds, process, percent of the time
 *   gpuN.accounting PID ...       accounting is on and knows these processes; without it, off
 *   gpuN.hang.FUNCTION FILE       one function does not come back while the file is there
 *   gpuN.field.ID VALUE           a field of 64 bits, for those that have no key of their own
 *   gpuN.scopes ignored           every scope answers as the GPU's does: a driver that knows no scopes
 *   gpuN.module_w WATTS           the module draws so much beside the GPU, and the counter counts the module
 *   gpuN.memory_share SHARE       the memory draws this share of the GPU's average power
 *   gpuN.lost 1                   every call on the board returns NVML_ERROR_GPU_IS_LOST
 *   gpuN.return.FUNCTION CODE     what one function returns for one board
 *   gpuN.field.ID.return CODE     nvmlReturn of one field value of the GPU's scope, while the call succeeds;
 *   gpuN.field.ID.SCOPE.return    of another scope
 *
 *   gpuN.waveform FILE            lines "SECONDS WATTS": from then on, so many watts; repeats after the last line's time.
 *                                 Powers come from it, and the counter is energy_mj plus its integral.
 *   gpuN.load_w WATTS             so much more from when the file FROM was last written until TO was, if it is there:
 *   gpuN.load_from FROM           a command under test says itself when it begins and ends to load the board
 *   gpuN.load_to TO
 *   gpuN.counter_update_ms MS     the counter moves this often
 *   gpuN.power_update_ms MS       powers move this often
 *   gpuN.averaging_ms MS          nvmlDeviceGetPowerUsage and field 185 are means of the last so many ms
 *   gpuN.instant_averaging_ms MS  field 186 likewise
 *   gpuN.counter_stuck_s SECONDS  from this time of the waveform on, the counter stands
 *   gpuN.counter_reset_s SECONDS  at this time it starts from 0
 *
 *   gpuN.max_clock.TYPE MHZ       nvmlDeviceGetMaxClockInfo
 *   gpuN.other_limit_mw MW        a power limit that something else holds, in force where it is lower
 *   gpuN.ignore.FUNCTION 1        a setter that is accepted and does nothing
 *   gpuN.obeys 1                  a waveform that what is set caps: from when it was, it draws the power limit ÷ its highest watts, or
 *                                 the locked clock ÷ clock.1 of it, whichever is less; <path of this library>.history has each setting
 *   What setters set is kept in <path of this library>.state, as "gpuN.KEY VALUE" (limit_mw, persistence, lock_min, lock_max),
 *   for later calls, of other processes too; it goes before the configuration.
 *
 * Compile with -DWITHOUT_<function> to leave a symbol out.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef int nvmlReturn_t;
typedef struct board *nvmlDevice_t;

typedef union {
    double dVal;
    unsigned int uiVal;
    unsigned long ulVal;
    unsigned long long ullVal;
    signed long long sllVal;
    int siVal;
    unsigned short usVal;
} nvmlValue_t;

typedef struct {
    unsigned int fieldId;
    unsigned int scopeId;
    long long timestamp;
    long long latencyUsec;
    unsigned int valueType;
    nvmlReturn_t nvmlReturn;
    nvmlValue_t value;
} nvmlFieldValue_t;

_Static_assert(sizeof(nvmlFieldValue_t) == 40, "nvmlFieldValue_t is 40 bytes");
_Static_assert(offsetof(nvmlFieldValue_t, nvmlReturn) == 28, "nvmlReturn is at 28");
_Static_assert(offsetof(nvmlFieldValue_t, value) == 32, "value is at 32");

typedef struct { unsigned int gpu, memory; } nvmlUtilization_t;
typedef struct { unsigned long long total, free, used; } nvmlMemory_t;
typedef struct { unsigned int version; unsigned long long total, reserved, free, used; } nvmlMemory_v2_t;
typedef struct { unsigned int version, sensorType; int temperature; } nvmlTemperature_v1_t;
typedef struct {
    unsigned int pid;
    unsigned long long usedGpuMemory;
    unsigned int gpuInstanceId, computeInstanceId;
} nvmlProcessInfo_t;
typedef struct {
    char busIdLegacy[16];
    unsigned int domain, bus, device, pciDeviceId, pciSubSystemId;
    char busId[32];
} nvmlPciInfo_t;

_Static_assert(sizeof(nvmlUtilization_t) == 8, "nvmlUtilization_t is 8 bytes");
_Static_assert(sizeof(nvmlMemory_t) == 24, "nvmlMemory_t is 24 bytes");
_Static_assert(sizeof(nvmlMemory_v2_t) == 40 && offsetof(nvmlMemory_v2_t, used) == 32, "nvmlMemory_v2_t is 40 bytes");
_Static_assert(sizeof(nvmlTemperature_v1_t) == 12, "nvmlTemperature_v1_t is 12 bytes");
_Static_assert(sizeof(nvmlProcessInfo_t) == 24 && offsetof(nvmlProcessInfo_t, usedGpuMemory) == 8, "nvmlProcessInfo_t is 24 bytes");
_Static_assert(sizeof(nvmlPciInfo_t) == 68 && offsetof(nvmlPciInfo_t, busId) == 36, "nvmlPciInfo_t is 68 bytes");

enum {
    SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, INSUFFICIENT_SIZE = 7, GPU_IS_LOST = 15,
    ARGUMENT_VERSION_MISMATCH = 25
};
enum { MEMORY_TEMP = 82, TOTAL_ENERGY = 83, POWER_AVERAGE = 185, POWER_INSTANT = 186, POWER_MAX_LIMIT = 188 };
enum { SCOPE_GPU = 0, SCOPE_MODULE = 1, SCOPE_MEMORY = 2 };
enum { VALUE_UNSIGNED_INT = 1, VALUE_UNSIGNED_LONG_LONG = 3 };
enum { MAX_BOARDS = 64, MAX_STEPS = 256, NO_INSTANCE = -1 };

struct board { int index; };

struct waveform {
    double from[MAX_STEPS], level[MAX_STEPS], cycle;
    int count;
};

/* The file as it was parsed last. Each thread has its own, so that none needs a lock. */
struct configuration {
    char *text;
    char **keys, **values;
    int count;
    struct stat seen;
    struct waveform *waveforms[MAX_BOARDS];
};

static _Thread_local struct configuration conf;
static struct board boards[MAX_BOARDS];
static char path[4096];
static int users;
static double started;

__attribute__((constructor)) static void find_self(void)
{
    Dl_info self;
    int i;
    if (dladdr((void *)find_self, &self))
        snprintf(path, sizeof path, "%s.conf", self.dli_fname);
    for (i = 0; i < MAX_BOARDS; i++)
        boards[i].index = i;
}

static void forget(void)
{
    int i;
    for (i = 0; i < MAX_BOARDS; i++) {
        free(conf.waveforms[i]);
        conf.waveforms[i] = NULL;
    }
    free(conf.text);
    free(conf.keys);
    free(conf.values);
    conf.text = NULL;
    conf.keys = conf.values = NULL;
    conf.count = 0;
}

/* Parses the file if it is another than the one parsed last. */
static void refresh(void)
{
    struct stat now;
    char *line, *next, *space;
    FILE *file;
    size_t length;
    int lines = 1;

    if (stat(path, &now)) {
        forget();
        memset(&conf.seen, 0, sizeof conf.seen);
        return;
    }
    if (conf.text && now.st_ino == conf.seen.st_ino && now.st_size == conf.seen.st_size
        && now.st_mtim.tv_sec == conf.seen.st_mtim.tv_sec && now.st_mtim.tv_nsec == conf.seen.st_mtim.tv_nsec)
        return;

    forget();
    file = fopen(path, "r");
    if (!file)
        return;
    fstat(fileno(file), &conf.seen); /* what is opened may be newer than what was looked at */
    conf.text = malloc((size_t)conf.seen.st_size + 1);
    length = fread(conf.text, 1, (size_t)conf.seen.st_size, file);
    conf.text[length] = 0;
    fclose(file);

    for (line = conf.text; *line; line++)
        lines += *line == '\n';
    conf.keys = malloc((size_t)lines * sizeof *conf.keys);
    conf.values = malloc((size_t)lines * sizeof *conf.values);
    for (line = conf.text; line; line = next) {
        if ((next = strchr(line, '\n')))
            *next++ = 0;
        if ((space = strchr(line, ' '))) {
            *space = 0;
            conf.keys[conf.count] = line;
            conf.values[conf.count++] = space + 1;
        }
    }
}

/* A key's value; NULL when the file has none. */
static const char *lookup(const char *key)
{
    int i;
    for (i = conf.count - 1; i >= 0; i--) { /* the last one wins */
        if (strcmp(conf.keys[i], key) == 0)
            return conf.values[i];
    }
    return NULL;
}

static const char *lookup_board(nvmlDevice_t device, const char *key)
{
    char full[256];
    snprintf(full, sizeof full, "gpu%d.%s", device->index, key);
    return lookup(full);
}

static long long number(nvmlDevice_t device, const char *key, long long otherwise)
{
    const char *value = lookup_board(device, key);
    return value ? strtoll(value, NULL, 0) : otherwise;
}

static double real(nvmlDevice_t device, const char *key, double otherwise)
{
    const char *value = lookup_board(device, key);
    return value ? strtod(value, NULL) : otherwise;
}

static double monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

/* What every call but nvmlInit_v2 asks first. */
static nvmlReturn_t enter(void)
{
    const char *code;
    refresh();
    if (!users)
        return UNINITIALIZED;
    code = lookup("driver_code");
    return code ? atoi(code) : SUCCESS;
}

static int board_count(void)
{
    const char *value = lookup("count");
    return value ? atoi(value) : 0;
}

/* What every call on a board asks first. */
static nvmlReturn_t enter_board(nvmlDevice_t device, const char *function)
{
    char key[128];
    nvmlReturn_t code = enter();
    if (code != SUCCESS)
        return code;
    if (!device)
        return INVALID_ARGUMENT;
    if (device->index >= board_count() || number(device, "lost", 0))
        return GPU_IS_LOST;
    snprintf(key, sizeof key, "hang.%s", function);
    while (lookup_board(device, key) && access(lookup_board(device, key), F_OK) == 0)
        usleep(10000);
    snprintf(key, sizeof key, "return.%s", function);
    return (nvmlReturn_t)number(device, key, SUCCESS);
}

/* Whole numbers that round down for negative times too. */
static double whole(double value)
{
    double cut = (double)(long long)value;
    return cut > value ? cut - 1 : cut;
}

/* The board's waveform; NULL when it has none. */
static struct waveform *waveform(nvmlDevice_t device)
{
    struct waveform *wave = conf.waveforms[device->index];
    const char *name;
    FILE *file;
    int i;

    if (wave || !(name = lookup_board(device, "waveform")))
        return wave;
    file = fopen(name, "r");
    if (!file)
        return NULL;
    wave = calloc(1, sizeof *wave);
    while (wave->count < MAX_STEPS && fscanf(file, "%lf %lf", &wave->from[wave->count], &wave->level[wave->count]) == 2)
        wave->count++;
    fclose(file);
    for (i = 0; i + 1 < wave->count; i++)
        wave->cycle += wave->level[i] * (wave->from[i + 1] - wave->from[i]);
    if (wave->count < 2) {
        free(wave);
        return NULL;
    }
    return conf.waveforms[device->index] = wave;
}

static double wave_time(void)
{
    const char *still = lookup("clock_s"), *name = lookup("clock"), *origin = lookup("origin_s");
    FILE *file = name ? fopen(name, "r") : NULL;
    double time;
    if (file) {
        int found = fscanf(file, "%lf", &time);
        fclose(file);
        if (found == 1)
            return time;
    }
    return still ? strtod(still, NULL) : monotonic() - (origin ? strtod(origin, NULL) : started);
}

/* Joules from the origin to a time. */
static double integral(const struct waveform *wave, double time)
{
    double length = wave->from[wave->count - 1], cycles = whole(time / length), part = time - length * cycles;
    double joules = wave->cycle * cycles;
    int i;
    for (i = 0; i + 1 < wave->count && wave->from[i] <= part; i++)
        joules += wave->level[i] * ((part < wave->from[i + 1] ? part : wave->from[i + 1]) - wave->from[i]);
    return joules;
}

static int kept_path(char *buffer, size_t size, const char *extension);

/* What share of its waveform a board draws that obeys a power limit, in mW, and a highest clock, in MHz; 0 is none. */
static double share(nvmlDevice_t device, const struct waveform *wave, double limit, double clock)
{
    double highest = 0, part = 1, unlocked = real(device, "clock.1", 0);
    int i;
    for (i = 0; i + 1 < wave->count; i++)
        highest = wave->level[i] > highest ? wave->level[i] : highest;
    if (limit > 0 && limit < highest * 1e3)
        part = limit / (highest * 1e3);
    return clock > 0 && clock < unlocked * part ? clock / unlocked : part;
}

/* Joules that a board drew from the origin to a time: of one that obeys, piece by piece of what was set. */
static double drawn(nvmlDevice_t device, const struct waveform *wave, double time)
{
    double from = 0, joules = 0, limit = real(device, "limit_mw", 0), clock = 0, at, value;
    char name[4200], key[32];
    FILE *file;
    int index;
    if (!number(device, "obeys", 0))
        return integral(wave, time);
    if (kept_path(name, sizeof name, "history") && (file = fopen(name, "r"))) {
        while (fscanf(file, "gpu%d.%31s %lf %lf ", &index, key, &value, &at) == 4) {
            if (index != device->index || at > time)
                continue;
            joules += share(device, wave, limit, clock) * (integral(wave, at) - integral(wave, from));
            from = at;
            if (strcmp(key, "limit_mw") == 0)
                limit = value;
            else if (strcmp(key, "lock_max") == 0)
                clock = value;
        }
        fclose(file);
    }
    return joules + share(device, wave, limit, clock) * (integral(wave, time) - integral(wave, from));
}

/* Watts at a time, or over the seconds before it; of a board that obeys, a millisecond of them at least. */
static double watts(nvmlDevice_t device, const struct waveform *wave, double time, double over)
{
    double length = wave->from[wave->count - 1], part = time - length * whole(time / length), level = wave->level[0];
    int i;
    if (over <= 0 && number(device, "obeys", 0))
        over = 1e-3;
    if (over > 0)
        return (drawn(device, wave, time) - drawn(device, wave, time - over)) / over;
    for (i = 0; i + 1 < wave->count && wave->from[i] <= part; i++)
        level = wave->level[i];
    return level;
}

/* When a file was last written, in the waveforms' time; otherwise when there is none. */
static double written(nvmlDevice_t device, const char *key, double otherwise)
{
    const char *path = lookup_board(device, key);
    struct timespec now;
    struct stat file;
    if (!path || stat(path, &file) != 0)
        return otherwise;
    clock_gettime(CLOCK_REALTIME, &now);
    return wave_time() - (double)(now.tv_sec - file.st_mtim.tv_sec) - (double)(now.tv_nsec - file.st_mtim.tv_nsec) / 1e9;
}

/* Joules of the load until a time. */
static double load(nvmlDevice_t device, double time)
{
    double from = written(device, "load_from", time), to = written(device, "load_to", time);
    if (to < from || to > time) /* it still runs, or has run before */
        to = time;
    return from < to ? real(device, "load_w", 0) * (to - from) : 0;
}

/* The last time at which a sensor with this period moved. */
static double last_update(double time, double milliseconds)
{
    return milliseconds > 0 ? whole(time / (milliseconds / 1e3) + 1e-9) * (milliseconds / 1e3) : time;
}

static nvmlReturn_t milliwatts(nvmlDevice_t device, int average, unsigned int scope, unsigned int *value)
{
    long long given = number(device, average ? "power_mw" : "instant_mw", -1);
    const struct waveform *wave = waveform(device);
    const char *scopes = lookup_board(device, "scopes");

    if (given < 0 && wave) {
        double time = last_update(wave_time(), real(device, "power_update_ms", 0));
        double over = real(device, average ? "averaging_ms" : "instant_averaging_ms", 0) / 1e3;
        given = (long long)(watts(device, wave, time, over) * 1e3 + 0.5);
    }
    if (given < 0)
        return NOT_SUPPORTED;
    if (scopes && strcmp(scopes, "ignored") == 0)
        scope = SCOPE_GPU;
    if (scope == SCOPE_MODULE && lookup_board(device, "module_w"))
        given += (long long)(real(device, "module_w", 0) * 1e3 + 0.5);
    else if (scope == SCOPE_MEMORY && average && lookup_board(device, "memory_share"))
        given = (long long)((double)given * real(device, "memory_share", 0) + 0.5);
    else if (scope != SCOPE_GPU)
        return NOT_SUPPORTED;
    *value = (unsigned int)given;
    return SUCCESS;
}

static nvmlReturn_t millijoules(nvmlDevice_t device, unsigned long long *value)
{
    const struct waveform *wave = waveform(device);
    const char *base = lookup_board(device, "energy_mj");
    double rest = real(device, "module_w", 0), time, stuck, reset, joules;

    if (!wave && !base)
        return NOT_SUPPORTED;
    *value = base ? strtoull(base, NULL, 0) : 0;
    if (!wave)
        return SUCCESS;
    time = last_update(wave_time(), real(device, "counter_update_ms", 0));
    stuck = real(device, "counter_stuck_s", time);
    if (time > stuck)
        time = stuck;
    joules = drawn(device, wave, time) + rest * time + load(device, time);
    reset = real(device, "counter_reset_s", time + 1);
    if (time >= reset) {
        *value = 0;
        joules -= drawn(device, wave, reset) + rest * reset;
    }
    if (joules > 0)
        *value += (unsigned long long)(joules * 1e3 + 1e-6);
    return SUCCESS;
}

static nvmlReturn_t copy(const char *value, char *buffer, unsigned int length)
{
    if (!value)
        return NOT_SUPPORTED;
    if (strlen(value) >= length)
        return INSUFFICIENT_SIZE;
    strcpy(buffer, value);
    return SUCCESS;
}

/* A call that gives one text, or one number, of a board. */
static nvmlReturn_t get_text(nvmlDevice_t device, const char *function, const char *key, char *buffer, unsigned int length)
{
    nvmlReturn_t code = enter_board(device, function);
    return code != SUCCESS ? code : copy(lookup_board(device, key), buffer, length);
}

static nvmlReturn_t get_uint(nvmlDevice_t device, const char *function, const char *key, unsigned int *value)
{
    nvmlReturn_t code = enter_board(device, function);
    if (code != SUCCESS)
        return code;
    if (!lookup_board(device, key))
        return NOT_SUPPORTED;
    *value = (unsigned int)number(device, key, 0);
    return SUCCESS;
}

static nvmlReturn_t get_kept(nvmlDevice_t device, const char *function, const char *key, unsigned int *value);
static int kept(nvmlDevice_t device, const char *key, unsigned int *value);

nvmlReturn_t nvmlInit_v2(void)
{
    const char *value;
    nvmlReturn_t code;
    refresh();
    value = lookup("init");
    code = value ? atoi(value) : SUCCESS;
    if (code == SUCCESS && users++ == 0)
        started = monotonic();
    return code;
}

nvmlReturn_t nvmlShutdown(void)
{
    if (!users)
        return UNINITIALIZED;
    users--;
    forget();
    return SUCCESS;
}

#ifndef WITHOUT_nvmlErrorString
const char *nvmlErrorString(nvmlReturn_t code)
{
    switch (code) {
    case SUCCESS: return "Success";
    case UNINITIALIZED: return "Uninitialized";
    case NOT_SUPPORTED: return "Not Supported";
    case GPU_IS_LOST: return "GPU is lost";
    case 4: return "Insufficient Permissions";
    case 9: return "Driver Not Loaded";
    case 18: return "Driver/library version mismatch";
    default: return "Unknown Error";
    }
}
#endif

#ifndef WITHOUT_nvmlSystemGetDriverVersion
nvmlReturn_t nvmlSystemGetDriverVersion(char *version, unsigned int length)
{
    nvmlReturn_t code = enter();
    return code != SUCCESS ? code : copy(lookup("driver"), version, length);
}
#endif

nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *count)
{
    nvmlReturn_t code = enter();
    if (code == SUCCESS)
        *count = (unsigned int)board_count();
    return code;
}

nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device)
{
    nvmlReturn_t code = enter();
    if (code != SUCCESS)
        return code;
    if (index >= (unsigned int)board_count() || index >= MAX_BOARDS)
        return INVALID_ARGUMENT;
    *device = &boards[index];
    return enter_board(*device, "nvmlDeviceGetHandleByIndex_v2");
}

nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char *name, unsigned int length)
{
    return get_text(device, "nvmlDeviceGetName", "name", name, length);
}

nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned int length)
{
    return get_text(device, "nvmlDeviceGetUUID", "uuid", uuid, length);
}

#ifndef WITHOUT_nvmlDeviceGetVbiosVersion
nvmlReturn_t nvmlDeviceGetVbiosVersion(nvmlDevice_t device, char *version, unsigned int length)
{
    return get_text(device, "nvmlDeviceGetVbiosVersion", "vbios", version, length);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetPciInfo_v3
nvmlReturn_t nvmlDeviceGetPciInfo_v3(nvmlDevice_t device, nvmlPciInfo_t *pci)
{
    memset(pci, 0, sizeof *pci);
    return get_text(device, "nvmlDeviceGetPciInfo_v3", "pci", pci->busId, sizeof pci->busId);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetArchitecture
nvmlReturn_t nvmlDeviceGetArchitecture(nvmlDevice_t device, unsigned int *arch)
{
    nvmlReturn_t code = enter_board(device, "nvmlDeviceGetArchitecture");
    if (code == SUCCESS)
        *arch = (unsigned int)number(device, "arch", 0xffffffff);
    return code;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetTotalEnergyConsumption
nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device, unsigned long long *energy)
{
    nvmlReturn_t code = enter_board(device, "nvmlDeviceGetTotalEnergyConsumption");
    return code != SUCCESS ? code : millijoules(device, energy);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetPowerUsage
nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned int *power)
{
    nvmlReturn_t code = enter_board(device, "nvmlDeviceGetPowerUsage");
    return code != SUCCESS ? code : milliwatts(device, 1, SCOPE_GPU, power);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetFieldValues
static nvmlReturn_t field_value(nvmlDevice_t device, nvmlFieldValue_t *field)
{
    char key[64];
    const char *given;
    if (field->fieldId == POWER_INSTANT || field->fieldId == POWER_AVERAGE)
        return milliwatts(device, field->fieldId == POWER_AVERAGE, field->scopeId, &field->value.uiVal);
    if (field->fieldId == POWER_MAX_LIMIT && field->scopeId == SCOPE_MODULE && lookup_board(device, "module_max_mw")) {
        field->value.uiVal = (unsigned int)number(device, "module_max_mw", 0);
        return SUCCESS;
    }
    if (field->fieldId == MEMORY_TEMP && lookup_board(device, "memory_temperature")) {
        field->value.uiVal = (unsigned int)number(device, "memory_temperature", 0);
        return SUCCESS;
    }
    field->valueType = VALUE_UNSIGNED_LONG_LONG;
    if (field->fieldId == TOTAL_ENERGY)
        return millijoules(device, &field->value.ullVal);
    snprintf(key, sizeof key, "field.%u", field->fieldId);
    given = lookup_board(device, key);
    if (!given || field->scopeId != SCOPE_GPU)
        return NOT_SUPPORTED;
    field->value.ullVal = strtoull(given, NULL, 0);
    return SUCCESS;
}

nvmlReturn_t nvmlDeviceGetFieldValues(nvmlDevice_t device, int count, nvmlFieldValue_t *values)
{
    char key[64];
    int i;
    nvmlReturn_t code = enter_board(device, "nvmlDeviceGetFieldValues");
    if (code != SUCCESS)
        return code;
    for (i = 0; i < count; i++) {
        nvmlFieldValue_t *field = &values[i];
        field->timestamp = (long long)(monotonic() * 1e6);
        field->valueType = VALUE_UNSIGNED_INT;
        field->value.ullVal = 0; /* what the driver leaves where it has no value: a trap for who does not check */
        if (field->scopeId == SCOPE_GPU)
            snprintf(key, sizeof key, "field.%u.return", field->fieldId);
        else
            snprintf(key, sizeof key, "field.%u.%u.return", field->fieldId, field->scopeId);
        field->nvmlReturn = (nvmlReturn_t)number(device, key, SUCCESS);
        if (field->nvmlReturn == SUCCESS)
            field->nvmlReturn = field_value(device, field);
    }
    return SUCCESS;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetPowerManagementLimitConstraints
nvmlReturn_t nvmlDeviceGetPowerManagementLimitConstraints(nvmlDevice_t device, unsigned int *min, unsigned int *max)
{
    nvmlReturn_t code = get_uint(device, "nvmlDeviceGetPowerManagementLimitConstraints", "max_mw", max);
    if (code == SUCCESS)
        *min = (unsigned int)number(device, "min_mw", *max / 4);
    return code;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetEnforcedPowerLimit
nvmlReturn_t nvmlDeviceGetEnforcedPowerLimit(nvmlDevice_t device, unsigned int *limit)
{
    nvmlReturn_t code = get_kept(device, "nvmlDeviceGetEnforcedPowerLimit", "limit_mw", limit);
    long long other = number(device, "other_limit_mw", 0);
    if (code == SUCCESS && other > 0 && *limit > (unsigned int)other)
        *limit = (unsigned int)other;
    return code;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetMigMode
nvmlReturn_t nvmlDeviceGetMigMode(nvmlDevice_t device, unsigned int *current, unsigned int *pending)
{
    nvmlReturn_t code = get_uint(device, "nvmlDeviceGetMigMode", "mig", current);
    if (code == SUCCESS)
        *pending = *current;
    return code;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetEccMode
nvmlReturn_t nvmlDeviceGetEccMode(nvmlDevice_t device, unsigned int *current, unsigned int *pending)
{
    nvmlReturn_t code = get_uint(device, "nvmlDeviceGetEccMode", "ecc", current);
    if (code == SUCCESS)
        *pending = *current;
    return code;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetPersistenceMode
nvmlReturn_t nvmlDeviceGetPersistenceMode(nvmlDevice_t device, unsigned int *mode)
{
    return get_kept(device, "nvmlDeviceGetPersistenceMode", "persistence", mode);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetClockInfo
nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t device, unsigned int type, unsigned int *megahertz)
{
    char key[32];
    unsigned int lowest, highest;
    nvmlReturn_t code;
    snprintf(key, sizeof key, "clock.%u", type);
    code = get_uint(device, "nvmlDeviceGetClockInfo", key, megahertz);
    if (code == SUCCESS && type != 2 && kept(device, "lock_min", &lowest) && kept(device, "lock_max", &highest))
        *megahertz = *megahertz < lowest ? lowest : *megahertz > highest ? highest : *megahertz;
    return code;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetTemperature
nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t device, unsigned int sensor, unsigned int *celsius)
{
    return sensor ? INVALID_ARGUMENT : get_uint(device, "nvmlDeviceGetTemperature", "temperature", celsius);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetTemperatureV
nvmlReturn_t nvmlDeviceGetTemperatureV(nvmlDevice_t device, nvmlTemperature_v1_t *temperature)
{
    if (temperature->version != 0x0100000C)
        return ARGUMENT_VERSION_MISMATCH;
    return get_uint(device, "nvmlDeviceGetTemperatureV", "temperature", (unsigned int *)&temperature->temperature);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetUtilizationRates
nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t *utilization)
{
    nvmlReturn_t code = get_uint(device, "nvmlDeviceGetUtilizationRates", "utilization", &utilization->gpu);
    if (code == SUCCESS && number(device, "mig", 0))
        return NOT_SUPPORTED;
    utilization->memory = (unsigned int)number(device, "memory_utilization", 0);
    return code;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetMemoryInfo
nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory)
{
    nvmlReturn_t code = enter_board(device, "nvmlDeviceGetMemoryInfo");
    if (code != SUCCESS)
        return code;
    if (!lookup_board(device, "memory_used"))
        return NOT_SUPPORTED;
    memory->total = (unsigned long long)number(device, "memory_total", 0);
    memory->used = (unsigned long long)number(device, "memory_used", 0);
    memory->free = memory->total - memory->used;
    return SUCCESS;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetMemoryInfo_v2
nvmlReturn_t nvmlDeviceGetMemoryInfo_v2(nvmlDevice_t device, nvmlMemory_v2_t *memory)
{
    nvmlReturn_t code = enter_board(device, "nvmlDeviceGetMemoryInfo_v2");
    if (code != SUCCESS)
        return code;
    if (memory->version != 0x02000028)
        return ARGUMENT_VERSION_MISMATCH;
    if (!lookup_board(device, "memory_used"))
        return NOT_SUPPORTED;
    memory->total = (unsigned long long)number(device, "memory_total", 0);
    memory->used = (unsigned long long)number(device, "memory_used", 0);
    memory->reserved = 0;
    memory->free = memory->total - memory->used;
    return SUCCESS;
}
#endif

static nvmlReturn_t clock_reasons(nvmlDevice_t device, const char *function, unsigned long long *reasons)
{
    nvmlReturn_t code = enter_board(device, function);
    if (code != SUCCESS)
        return code;
    if (!lookup_board(device, "reasons"))
        return NOT_SUPPORTED;
    *reasons = (unsigned long long)number(device, "reasons", 0);
    return SUCCESS;
}

#ifndef WITHOUT_nvmlDeviceGetCurrentClocksEventReasons
nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t device, unsigned long long *reasons)
{
    return clock_reasons(device, "nvmlDeviceGetCurrentClocksEventReasons", reasons);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetCurrentClocksThrottleReasons
nvmlReturn_t nvmlDeviceGetCurrentClocksThrottleReasons(nvmlDevice_t device, unsigned long long *reasons)
{
    return clock_reasons(device, "nvmlDeviceGetCurrentClocksThrottleReasons", reasons);
}
#endif

static nvmlReturn_t list_processes(nvmlDevice_t device, const char *function, const char *key, unsigned int *count, nvmlProcessInfo_t *infos)
{
    const char *at;
    char *end;
    unsigned int room, found = 0;
    nvmlReturn_t code = enter_board(device, function);
    if (code != SUCCESS)
        return code;
    at = lookup_board(device, key);
    if (!at)
        return NOT_SUPPORTED;
    room = infos ? *count : 0;
    for (;; found++) {
        unsigned int pid = (unsigned int)strtoul(at, &end, 10);
        unsigned long long bytes;
        if (end == at)
            break;
        bytes = *end == ':' ? strtoull(end + 1, &end, 0) : ~0ULL; /* not known: all bits set */
        at = end;
        if (found < room) {
            infos[found].pid = pid;
            infos[found].usedGpuMemory = bytes;
            infos[found].gpuInstanceId = infos[found].computeInstanceId = (unsigned int)NO_INSTANCE;
        }
    }
    *count = found;
    return found > room ? INSUFFICIENT_SIZE : SUCCESS;
}

#ifndef WITHOUT_nvmlDeviceGetComputeRunningProcesses_v3
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device, unsigned int *count, nvmlProcessInfo_t *infos)
{
    return list_processes(device, "nvmlDeviceGetComputeRunningProcesses_v3", "processes", count, infos);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetComputeRunningProcesses_v2
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v2(nvmlDevice_t device, unsigned int *count, nvmlProcessInfo_t *infos)
{
    return list_processes(device, "nvmlDeviceGetComputeRunningProcesses_v2", "processes", count, infos);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetMPSComputeRunningProcesses_v3
nvmlReturn_t nvmlDeviceGetMPSComputeRunningProcesses_v3(nvmlDevice_t device, unsigned int *count, nvmlProcessInfo_t *infos)
{
    return list_processes(device, "nvmlDeviceGetMPSComputeRunningProcesses_v3", "sharers", count, infos);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetProcessUtilization
typedef struct { unsigned int pid; unsigned long long timeStamp; unsigned int smUtil, memUtil, encUtil, decUtil; } nvmlProcessUtilizationSample_t;
_Static_assert(sizeof(nvmlProcessUtilizationSample_t) == 32, "nvmlProcessUtilizationSample_t is 32 bytes");

/* As the driver does: samples newer than the moment given, of processes that may have left since; NOT_FOUND when there is none. */
nvmlReturn_t nvmlDeviceGetProcessUtilization(nvmlDevice_t device, nvmlProcessUtilizationSample_t *samples, unsigned int *count, unsigned long long since)
{
    enum { NOT_FOUND = 6 };
    const char *at;
    char *end;
    unsigned int room, found = 0;
    nvmlReturn_t code = enter_board(device, "nvmlDeviceGetProcessUtilization");
    if (code != SUCCESS)
        return code;
    at = lookup_board(device, "samples");
    if (!at)
        return NOT_SUPPORTED;
    room = samples ? *count : 0;
    for (;;) {
        unsigned long long time = strtoull(at, &end, 10);
        unsigned int pid, busy;
        if (end == at)
            break;
        pid = (unsigned int)strtoul(end + 1, &end, 10);
        busy = (unsigned int)strtoul(end + 1, &end, 10);
        at = end;
        if (time <= since)
            continue;
        if (found < room) {
            memset(&samples[found], 0, sizeof samples[found]);
            samples[found].pid = pid;
            samples[found].timeStamp = time;
            samples[found].smUtil = busy;
        }
        found++;
    }
    *count = found;
    return found == 0 ? NOT_FOUND : found > room ? INSUFFICIENT_SIZE : SUCCESS;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetAccountingMode
nvmlReturn_t nvmlDeviceGetAccountingMode(nvmlDevice_t device, unsigned int *mode)
{
    nvmlReturn_t code = enter_board(device, "nvmlDeviceGetAccountingMode");
    if (code == SUCCESS)
        *mode = lookup_board(device, "accounting") != NULL;
    return code;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetAccountingPids
nvmlReturn_t nvmlDeviceGetAccountingPids(nvmlDevice_t device, unsigned int *count, unsigned int *pids)
{
    const char *at;
    char *end;
    unsigned int room, found = 0;
    nvmlReturn_t code = enter_board(device, "nvmlDeviceGetAccountingPids");
    if (code != SUCCESS)
        return code;
    at = lookup_board(device, "accounting");
    if (!at)
        return NOT_SUPPORTED;
    room = pids ? *count : 0;
    for (;; found++, at = end) {
        unsigned int pid = (unsigned int)strtoul(at, &end, 10);
        if (end == at)
            break;
        if (found < room)
            pids[found] = pid;
    }
    *count = found;
    return found > room ? INSUFFICIENT_SIZE : SUCCESS;
}
#endif

/* What a board is set to and could be set to. */
#ifndef WITHOUT_nvmlSystemGetCudaDriverVersion_v2
nvmlReturn_t nvmlSystemGetCudaDriverVersion_v2(int *version)
{
    nvmlReturn_t code = enter();
    const char *value;
    if (code != SUCCESS)
        return code;
    if (!(value = lookup("cuda")))
        return NOT_SUPPORTED;
    *version = atoi(value);
    return SUCCESS;
}
#endif

/* What was set: kept in a file, so that it outlives the process, as a driver's state does. */
static int kept_path(char *buffer, size_t size, const char *extension)
{
    size_t length = strlen(path);
    if (length < 5)
        return 0;
    return snprintf(buffer, size, "%.*s.%s", (int)(length - 5), path, extension) < (int)size; /* without ".conf" */
}

/* Adds to what was ever set, with when; 0 is what was taken back. */
static void remember(nvmlDevice_t device, const char *key, const unsigned int *value)
{
    char name[4200];
    FILE *file;
    if (kept_path(name, sizeof name, "history") && (file = fopen(name, "a"))) {
        fprintf(file, "gpu%d.%s %u %.9f\n", device->index, key, value ? *value : 0, wave_time());
        fclose(file);
    }
}

/* A value that was set; 0 when none was. */
static int kept(nvmlDevice_t device, const char *key, unsigned int *value)
{
    char name[4200], full[128], line[256], *space;
    int found = 0;
    FILE *file;
    if (!kept_path(name, sizeof name, "state") || !(file = fopen(name, "r")))
        return 0;
    snprintf(full, sizeof full, "gpu%d.%s", device->index, key);
    while (fgets(line, sizeof line, file)) {
        if ((space = strchr(line, ' ')) && (size_t)(space - line) == strlen(full) && strncmp(line, full, strlen(full)) == 0) {
            *value = (unsigned int)strtoul(space + 1, NULL, 10);
            found = 1;
        }
    }
    fclose(file);
    return found;
}

/* Keeps a value, or forgets it when there is none. */
static void keep(nvmlDevice_t device, const char *key, const unsigned int *value)
{
    char name[4200], next[4300], full[128], line[256], *space;
    FILE *from, *to;
    if (!kept_path(name, sizeof name, "state"))
        return;
    snprintf(next, sizeof next, "%s.new", name);
    snprintf(full, sizeof full, "gpu%d.%s", device->index, key);
    if (!(to = fopen(next, "w")))
        return;
    if ((from = fopen(name, "r"))) {
        while (fgets(line, sizeof line, from)) {
            if (!((space = strchr(line, ' ')) && (size_t)(space - line) == strlen(full) && strncmp(line, full, strlen(full)) == 0))
                fputs(line, to);
        }
        fclose(from);
    }
    if (value)
        fprintf(to, "%s %u\n", full, *value);
    fclose(to);
    rename(next, name);
}

static nvmlReturn_t get_kept(nvmlDevice_t device, const char *function, const char *key, unsigned int *value)
{
    nvmlReturn_t code = get_uint(device, function, key, value);
    if (code == SUCCESS)
        kept(device, key, value);
    return code;
}

static nvmlReturn_t set(nvmlDevice_t device, const char *function, const char *key, const unsigned int *value)
{
    char ignore[128];
    nvmlReturn_t code = enter_board(device, function);
    snprintf(ignore, sizeof ignore, "ignore.%s", function);
    if (code == SUCCESS && !number(device, ignore, 0)) {
        keep(device, key, value);
        remember(device, key, value);
    }
    return code;
}

#ifndef WITHOUT_nvmlDeviceGetPowerManagementLimit
nvmlReturn_t nvmlDeviceGetPowerManagementLimit(nvmlDevice_t device, unsigned int *limit)
{
    return get_kept(device, "nvmlDeviceGetPowerManagementLimit", "limit_mw", limit);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetPowerManagementDefaultLimit
nvmlReturn_t nvmlDeviceGetPowerManagementDefaultLimit(nvmlDevice_t device, unsigned int *limit)
{
    return get_uint(device, "nvmlDeviceGetPowerManagementDefaultLimit", "default_mw", limit);
}
#endif

#ifndef WITHOUT_nvmlDeviceSetPowerManagementLimit
nvmlReturn_t nvmlDeviceSetPowerManagementLimit(nvmlDevice_t device, unsigned int limit)
{
    unsigned int highest = (unsigned int)number(device, "max_mw", 0);
    nvmlReturn_t code = enter_board(device, "nvmlDeviceSetPowerManagementLimit");
    if (code == SUCCESS && highest && (limit > highest || limit < highest / 4))
        return INVALID_ARGUMENT;
    return set(device, "nvmlDeviceSetPowerManagementLimit", "limit_mw", &limit);
}
#endif

#ifndef WITHOUT_nvmlDeviceSetPersistenceMode
nvmlReturn_t nvmlDeviceSetPersistenceMode(nvmlDevice_t device, unsigned int mode)
{
    return set(device, "nvmlDeviceSetPersistenceMode", "persistence", &mode);
}
#endif

#ifndef WITHOUT_nvmlDeviceSetGpuLockedClocks
nvmlReturn_t nvmlDeviceSetGpuLockedClocks(nvmlDevice_t device, unsigned int lowest, unsigned int highest)
{
    set(device, "nvmlDeviceSetGpuLockedClocks", "lock_min", &lowest);
    return set(device, "nvmlDeviceSetGpuLockedClocks", "lock_max", &highest);
}
#endif

#ifndef WITHOUT_nvmlDeviceResetGpuLockedClocks
nvmlReturn_t nvmlDeviceResetGpuLockedClocks(nvmlDevice_t device)
{
    set(device, "nvmlDeviceResetGpuLockedClocks", "lock_min", NULL);
    return set(device, "nvmlDeviceResetGpuLockedClocks", "lock_max", NULL);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetMaxClockInfo
nvmlReturn_t nvmlDeviceGetMaxClockInfo(nvmlDevice_t device, unsigned int type, unsigned int *megahertz)
{
    char key[32];
    snprintf(key, sizeof key, "max_clock.%u", type);
    return get_uint(device, "nvmlDeviceGetMaxClockInfo", key, megahertz);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetApplicationsClock
nvmlReturn_t nvmlDeviceGetApplicationsClock(nvmlDevice_t device, unsigned int type, unsigned int *megahertz)
{
    char key[32];
    snprintf(key, sizeof key, "application_clock.%u", type);
    return get_uint(device, "nvmlDeviceGetApplicationsClock", key, megahertz);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetCurrPcieLinkGeneration
nvmlReturn_t nvmlDeviceGetCurrPcieLinkGeneration(nvmlDevice_t device, unsigned int *generation)
{
    return get_uint(device, "nvmlDeviceGetCurrPcieLinkGeneration", "pcie_generation", generation);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetCurrPcieLinkWidth
nvmlReturn_t nvmlDeviceGetCurrPcieLinkWidth(nvmlDevice_t device, unsigned int *lanes)
{
    return get_uint(device, "nvmlDeviceGetCurrPcieLinkWidth", "pcie_width", lanes);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetMaxPcieLinkGeneration
nvmlReturn_t nvmlDeviceGetMaxPcieLinkGeneration(nvmlDevice_t device, unsigned int *generation)
{
    return get_uint(device, "nvmlDeviceGetMaxPcieLinkGeneration", "pcie_generation_max", generation);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetMaxPcieLinkWidth
nvmlReturn_t nvmlDeviceGetMaxPcieLinkWidth(nvmlDevice_t device, unsigned int *lanes)
{
    return get_uint(device, "nvmlDeviceGetMaxPcieLinkWidth", "pcie_width_max", lanes);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetComputeMode
nvmlReturn_t nvmlDeviceGetComputeMode(nvmlDevice_t device, unsigned int *mode)
{
    return get_uint(device, "nvmlDeviceGetComputeMode", "compute_mode", mode);
}
#endif

