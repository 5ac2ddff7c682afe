/*
 * A stand-in for NVIDIA's management library. It exports the symbols that Joulemark calls, with the real signatures and
 * struct layouts, and takes its answers from a text file beside it: <path of this library>.conf, one "key value" a line,
 * read anew at each call so that a test can change the machine under a running meter.
 *
 *   init CODE                     what nvmlInit_v2 returns
 *   count N                       boards
 *   clock_s SECONDS               the waveform's clock; without it, seconds since nvmlInit_v2
 *   gpuN.KEY VALUE                name uuid arch energy_mj power_mw instant_mw max_mw mig
 *   gpuN.lost 1                   every call on the board returns NVML_ERROR_GPU_IS_LOST
 *   gpuN.waveform FILE            lines "SECONDS WATTS": from then on, so many watts; repeats after the last line's time.
 *                                 Power comes from it, and the counter is energy_mj plus its integral.
 *   gpuN.return.FUNCTION CODE     what one function returns for one board
 *   gpuN.field.ID.return CODE     nvmlReturn of one field value, while the call succeeds
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
#include <time.h>

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

enum { SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, INSUFFICIENT_SIZE = 7, GPU_IS_LOST = 15 };
enum { POWER_AVERAGE = 185, POWER_INSTANT = 186, VALUE_UNSIGNED_INT = 1 };
enum { MAX_BOARDS = 64 };

struct board { int index; };

static struct board boards[MAX_BOARDS];
static int users;
static double started;

/* Finds a key's value; 0 when the file has none. */
static int lookup(const char *key, char *value, size_t size)
{
    char path[4096], line[1024];
    size_t length = strlen(key);
    int found = 0;
    Dl_info self;
    FILE *file;

    if (!dladdr((void *)lookup, &self) || (size_t)snprintf(path, sizeof path, "%s.conf", self.dli_fname) >= sizeof path)
        return 0;
    file = fopen(path, "r");
    if (!file)
        return 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        if (strncmp(line, key, length) == 0 && line[length] == ' ') {
            snprintf(value, size, "%s", line + length + 1);
            found = 1; /* the last one wins */
        }
    }
    fclose(file);
    return found;
}

static int lookup_board(nvmlDevice_t device, const char *key, char *value, size_t size)
{
    char full[256];
    snprintf(full, sizeof full, "gpu%d.%s", device->index, key);
    return lookup(full, value, size);
}

static long long number(nvmlDevice_t device, const char *key, long long otherwise)
{
    char value[64];
    return lookup_board(device, key, value, sizeof value) ? strtoll(value, NULL, 0) : otherwise;
}

static double clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

/* What every call on a board asks first. */
static nvmlReturn_t enter(nvmlDevice_t device, const char *function)
{
    char key[128];
    if (!users)
        return UNINITIALIZED;
    if (!device)
        return INVALID_ARGUMENT;
    if (number(device, "lost", 0))
        return GPU_IS_LOST;
    snprintf(key, sizeof key, "return.%s", function);
    return (nvmlReturn_t)number(device, key, SUCCESS);
}

/* Watts now, and joules since the start, by the board's waveform; 0 when it has none. */
static int waveform(nvmlDevice_t device, double *watts, double *joules)
{
    char path[4096], value[64];
    double from[256], level[256], now, cycle = 0, part, length;
    int count = 0, i;
    FILE *file;

    if (!lookup_board(device, "waveform", path, sizeof path) || !(file = fopen(path, "r")))
        return 0;
    while (count < 256 && fscanf(file, "%lf %lf", &from[count], &level[count]) == 2)
        count++;
    fclose(file);
    if (count < 2)
        return 0;

    now = lookup("clock_s", value, sizeof value) ? strtod(value, NULL) : clock_now() - started;
    length = from[count - 1];
    for (i = 0; i + 1 < count; i++)
        cycle += level[i] * (from[i + 1] - from[i]);
    *joules = cycle * (double)(long long)(now / length);
    part = now - length * (double)(long long)(now / length);
    *watts = level[0];
    for (i = 0; i + 1 < count && from[i] <= part; i++) {
        *watts = level[i];
        *joules += level[i] * ((part < from[i + 1] ? part : from[i + 1]) - from[i]);
    }
    return 1;
}

static nvmlReturn_t text(nvmlDevice_t device, const char *key, char *buffer, unsigned int length)
{
    char value[256];
    if (!lookup_board(device, key, value, sizeof value))
        return NOT_SUPPORTED;
    if (strlen(value) >= length)
        return INSUFFICIENT_SIZE;
    strcpy(buffer, value);
    return SUCCESS;
}

static nvmlReturn_t milliwatts(nvmlDevice_t device, const char *key, unsigned int *value)
{
    double watts, joules;
    long long given = number(device, key, -1);
    if (given < 0 && waveform(device, &watts, &joules))
        given = (long long)(watts * 1e3 + 0.5);
    if (given < 0)
        return NOT_SUPPORTED;
    *value = (unsigned int)given;
    return SUCCESS;
}

nvmlReturn_t nvmlInit_v2(void)
{
    char value[64];
    nvmlReturn_t code = lookup("init", value, sizeof value) ? atoi(value) : SUCCESS;
    int i;
    if (code == SUCCESS && users++ == 0) {
        started = clock_now();
        for (i = 0; i < MAX_BOARDS; i++)
            boards[i].index = i;
    }
    return code;
}

nvmlReturn_t nvmlShutdown(void)
{
    if (!users)
        return UNINITIALIZED;
    users--;
    return SUCCESS;
}

#ifndef WITHOUT_nvmlErrorString
const char *nvmlErrorString(nvmlReturn_t code)
{
    switch (code) {
    case SUCCESS: return "Success";
    case NOT_SUPPORTED: return "Not Supported";
    case GPU_IS_LOST: return "GPU is lost";
    case 4: return "Insufficient Permissions";
    case 9: return "Driver Not Loaded";
    case 18: return "Driver/library version mismatch";
    default: return "Unknown Error";
    }
}
#endif

nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *count)
{
    char value[64];
    if (!users)
        return UNINITIALIZED;
    *count = lookup("count", value, sizeof value) ? (unsigned int)atoi(value) : 0;
    return SUCCESS;
}

nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device)
{
    unsigned int count;
    nvmlReturn_t code = nvmlDeviceGetCount_v2(&count);
    if (code != SUCCESS)
        return code;
    if (index >= count || index >= MAX_BOARDS)
        return INVALID_ARGUMENT;
    *device = &boards[index];
    return enter(*device, "nvmlDeviceGetHandleByIndex_v2");
}

nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char *name, unsigned int length)
{
    nvmlReturn_t code = enter(device, "nvmlDeviceGetName");
    return code != SUCCESS ? code : text(device, "name", name, length);
}

nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned int length)
{
    nvmlReturn_t code = enter(device, "nvmlDeviceGetUUID");
    return code != SUCCESS ? code : text(device, "uuid", uuid, length);
}

#ifndef WITHOUT_nvmlDeviceGetArchitecture
nvmlReturn_t nvmlDeviceGetArchitecture(nvmlDevice_t device, unsigned int *arch)
{
    nvmlReturn_t code = enter(device, "nvmlDeviceGetArchitecture");
    if (code == SUCCESS)
        *arch = (unsigned int)number(device, "arch", 0xffffffff);
    return code;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetTotalEnergyConsumption
nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device, unsigned long long *energy)
{
    double watts, joules = 0;
    char value[64];
    int has_waveform, has_base;
    nvmlReturn_t code = enter(device, "nvmlDeviceGetTotalEnergyConsumption");
    if (code != SUCCESS)
        return code;
    has_waveform = waveform(device, &watts, &joules);
    has_base = lookup_board(device, "energy_mj", value, sizeof value);
    if (!has_waveform && !has_base)
        return NOT_SUPPORTED;
    *energy = (has_base ? strtoull(value, NULL, 0) : 0) + (unsigned long long)(joules * 1e3);
    return SUCCESS;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetPowerUsage
nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned int *power)
{
    nvmlReturn_t code = enter(device, "nvmlDeviceGetPowerUsage");
    return code != SUCCESS ? code : milliwatts(device, "power_mw", power);
}
#endif

#ifndef WITHOUT_nvmlDeviceGetFieldValues
nvmlReturn_t nvmlDeviceGetFieldValues(nvmlDevice_t device, int count, nvmlFieldValue_t *values)
{
    char key[64];
    int i;
    nvmlReturn_t code = enter(device, "nvmlDeviceGetFieldValues");
    if (code != SUCCESS)
        return code;
    for (i = 0; i < count; i++) {
        nvmlFieldValue_t *field = &values[i];
        field->timestamp = (long long)(clock_now() * 1e6);
        field->valueType = VALUE_UNSIGNED_INT;
        field->value.ullVal = 0; /* what the driver leaves where it has no value: a trap for who does not check */
        snprintf(key, sizeof key, "field.%u.return", field->fieldId);
        field->nvmlReturn = (nvmlReturn_t)number(device, key, SUCCESS);
        if (field->nvmlReturn == SUCCESS)
            field->nvmlReturn = field->fieldId == POWER_INSTANT ? milliwatts(device, "instant_mw", &field->value.uiVal)
                : field->fieldId == POWER_AVERAGE ? milliwatts(device, "power_mw", &field->value.uiVal)
                : NOT_SUPPORTED;
    }
    return SUCCESS;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetPowerManagementLimitConstraints
nvmlReturn_t nvmlDeviceGetPowerManagementLimitConstraints(nvmlDevice_t device, unsigned int *min, unsigned int *max)
{
    nvmlReturn_t code = enter(device, "nvmlDeviceGetPowerManagementLimitConstraints");
    if (code != SUCCESS)
        return code;
    if (number(device, "max_mw", -1) < 0)
        return NOT_SUPPORTED;
    *max = (unsigned int)number(device, "max_mw", 0);
    *min = *max / 4;
    return SUCCESS;
}
#endif

#ifndef WITHOUT_nvmlDeviceGetMigMode
nvmlReturn_t nvmlDeviceGetMigMode(nvmlDevice_t device, unsigned int *current, unsigned int *pending)
{
    nvmlReturn_t code = enter(device, "nvmlDeviceGetMigMode");
    if (code != SUCCESS)
        return code;
    if (number(device, "mig", -1) < 0)
        return NOT_SUPPORTED;
    *current = *pending = (unsigned int)number(device, "mig", 0);
    return SUCCESS;
}
#endif
