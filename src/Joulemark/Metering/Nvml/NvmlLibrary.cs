using System.Runtime.InteropServices;

namespace Joulemark.Metering.Nvml;

/// <summary>
/// The driver's management library, loaded by path. Each function stands alone: one that this version of the driver does
/// not export answers <see cref="NvmlReturn.FunctionNotFound"/>, as NVML itself does.
/// </summary>
internal sealed unsafe class NvmlLibrary : IDisposable
{
    private readonly nint _library;
    private readonly delegate* unmanaged[Cdecl]<NvmlReturn> _shutdown;
    private readonly delegate* unmanaged[Cdecl]<NvmlReturn, byte*> _errorString;
    private readonly delegate* unmanaged[Cdecl]<uint*, NvmlReturn> _getCount;
    private readonly delegate* unmanaged[Cdecl]<uint, nint*, NvmlReturn> _getHandle;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, NvmlReturn> _getName;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, NvmlReturn> _getUuid;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, NvmlReturn> _getArchitecture;
    private readonly delegate* unmanaged[Cdecl]<nint, ulong*, NvmlReturn> _getEnergy;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, NvmlReturn> _getPower;
    private readonly delegate* unmanaged[Cdecl]<nint, int, NvmlFieldValue*, NvmlReturn> _getFields;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn> _getLimits;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn> _getMig;
    private int _users = 1;

    private NvmlLibrary(nint library)
    {
        _library = library;
        _shutdown = (delegate* unmanaged[Cdecl]<NvmlReturn>)Find("nvmlShutdown");
        _errorString = (delegate* unmanaged[Cdecl]<NvmlReturn, byte*>)Find("nvmlErrorString");
        _getCount = (delegate* unmanaged[Cdecl]<uint*, NvmlReturn>)Find("nvmlDeviceGetCount_v2");
        _getHandle = (delegate* unmanaged[Cdecl]<uint, nint*, NvmlReturn>)Find("nvmlDeviceGetHandleByIndex_v2");
        _getName = (delegate* unmanaged[Cdecl]<nint, byte*, uint, NvmlReturn>)Find("nvmlDeviceGetName");
        _getUuid = (delegate* unmanaged[Cdecl]<nint, byte*, uint, NvmlReturn>)Find("nvmlDeviceGetUUID");
        _getArchitecture = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlReturn>)Find("nvmlDeviceGetArchitecture");
        _getEnergy = (delegate* unmanaged[Cdecl]<nint, ulong*, NvmlReturn>)Find("nvmlDeviceGetTotalEnergyConsumption");
        _getPower = (delegate* unmanaged[Cdecl]<nint, uint*, NvmlReturn>)Find("nvmlDeviceGetPowerUsage");
        _getFields = (delegate* unmanaged[Cdecl]<nint, int, NvmlFieldValue*, NvmlReturn>)Find("nvmlDeviceGetFieldValues");
        _getLimits = (delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn>)Find("nvmlDeviceGetPowerManagementLimitConstraints");
        _getMig = (delegate* unmanaged[Cdecl]<nint, uint*, uint*, NvmlReturn>)Find("nvmlDeviceGetMigMode");
    }

    /// <summary>Loads and initialises the library. Null when either fails.</summary>
    /// <param name="path">A path, or a name for the loader to find.</param>
    /// <param name="failure">What initialising gave, with NVML's own text; null when the library could not even be loaded.</param>
    public static NvmlLibrary? TryOpen(string path, out (NvmlReturn Code, string Text)? failure)
    {
        failure = null;
        if (!NativeLibrary.TryLoad(path, out var handle))
            return null;

        var library = new NvmlLibrary(handle);
        var init = (delegate* unmanaged[Cdecl]<NvmlReturn>)library.Find("nvmlInit_v2");
        var code = init == null ? NvmlReturn.FunctionNotFound : init();
        if (code == NvmlReturn.Success)
            return library;
        failure = (code, library.ErrorText(code));
        NativeLibrary.Free(handle);
        return null;
    }

    /// <summary>One more user: each disposes once, and the last one closes the library.</summary>
    public NvmlLibrary Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    public NvmlReturn DeviceGetCount(uint* count) => _getCount == null ? NvmlReturn.FunctionNotFound : _getCount(count);

    public NvmlReturn DeviceGetHandle(uint index, nint* device) => _getHandle == null ? NvmlReturn.FunctionNotFound : _getHandle(index, device);

    public NvmlReturn DeviceGetName(nint device, byte* name, uint length) =>
        _getName == null ? NvmlReturn.FunctionNotFound : _getName(device, name, length);

    public NvmlReturn DeviceGetUuid(nint device, byte* uuid, uint length) =>
        _getUuid == null ? NvmlReturn.FunctionNotFound : _getUuid(device, uuid, length);

    public NvmlReturn DeviceGetArchitecture(nint device, uint* architecture) =>
        _getArchitecture == null ? NvmlReturn.FunctionNotFound : _getArchitecture(device, architecture);

    public NvmlReturn DeviceGetTotalEnergyConsumption(nint device, ulong* millijoules) =>
        _getEnergy == null ? NvmlReturn.FunctionNotFound : _getEnergy(device, millijoules);

    public NvmlReturn DeviceGetPowerUsage(nint device, uint* milliwatts) =>
        _getPower == null ? NvmlReturn.FunctionNotFound : _getPower(device, milliwatts);

    public NvmlReturn DeviceGetFieldValues(nint device, int count, NvmlFieldValue* values) =>
        _getFields == null ? NvmlReturn.FunctionNotFound : _getFields(device, count, values);

    public NvmlReturn DeviceGetPowerManagementLimitConstraints(nint device, uint* min, uint* max) =>
        _getLimits == null ? NvmlReturn.FunctionNotFound : _getLimits(device, min, max);

    public NvmlReturn DeviceGetMigMode(nint device, uint* current, uint* pending) =>
        _getMig == null ? NvmlReturn.FunctionNotFound : _getMig(device, current, pending);

    /// <summary>NVML's text for a code; its name where the library has none.</summary>
    public string ErrorText(NvmlReturn code) =>
        _errorString == null ? code.ToString() : Marshal.PtrToStringUTF8((nint)_errorString(code)) ?? code.ToString();

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        if (_shutdown != null)
            _shutdown();
        NativeLibrary.Free(_library);
    }

    private nint Find(string symbol) => NativeLibrary.TryGetExport(_library, symbol, out var address) ? address : 0;
}
