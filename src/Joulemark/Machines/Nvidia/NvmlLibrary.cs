using System.Runtime.InteropServices;

namespace Joulemark.Machines.Nvidia;

/// <summary>The driver's management library, loaded by path, initialised once, and closed by its last user.</summary>
internal sealed unsafe class NvmlLibrary : IDisposable
{
    private readonly nint _library;
    private int _users = 1;

    private NvmlLibrary(nint library)
    {
        _library = library;
        Functions = new NvmlFunctions(symbol => NativeLibrary.TryGetExport(library, symbol, out var address) ? address : 0);
    }

    public NvmlFunctions Functions { get; }

    /// <summary>Version of the driver; null where not given.</summary>
    public string? DriverVersion
    {
        get
        {
            var text = stackalloc byte[NvmlText.Length];
            var read = (delegate* unmanaged[Cdecl]<byte*, uint, NvmlReturn>)Functions.SystemGetDriverVersion;
            return read != null && read(text, NvmlText.Length) == NvmlReturn.Success ? NvmlText.Of(text) : null;
        }
    }

    /// <summary>Newest CUDA that the driver runs, e.g. <c>12.4</c>.</summary>
    public NvmlReturn ReadCudaVersion(out string? version)
    {
        int number = 0;
        var read = (delegate* unmanaged[Cdecl]<int*, NvmlReturn>)Functions.SystemGetCudaDriverVersion;
        var code = read == null ? NvmlReturn.FunctionNotFound : read(&number);
        version = code == NvmlReturn.Success && number > 0 ? FormattableString.Invariant($"{number / 1000}.{number % 1000 / 10}") : null;
        return code;
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
        var init = (delegate* unmanaged[Cdecl]<NvmlReturn>)library.Functions.Init;
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

    /// <summary>How many boards the driver shows.</summary>
    public NvmlReturn CountBoards(out int count)
    {
        uint value = 0;
        var read = (delegate* unmanaged[Cdecl]<uint*, NvmlReturn>)Functions.DeviceGetCount;
        var code = read == null ? NvmlReturn.FunctionNotFound : read(&value);
        count = (int)value;
        return code;
    }

    /// <summary>Opens a board by its number.</summary>
    public NvmlReturn OpenBoard(int index, out NvmlDevice? board)
    {
        nint handle = 0;
        var open = (delegate* unmanaged[Cdecl]<uint, nint*, NvmlReturn>)Functions.DeviceGetHandleByIndex;
        var code = open == null ? NvmlReturn.FunctionNotFound : open((uint)index, &handle);
        board = code == NvmlReturn.Success ? new NvmlDevice(Functions, handle) : null;
        return code;
    }

    /// <summary>NVML's text for a code; its name where the library has none.</summary>
    public string ErrorText(NvmlReturn code)
    {
        var text = (delegate* unmanaged[Cdecl]<NvmlReturn, byte*>)Functions.ErrorString;
        return text == null ? code.ToString() : Marshal.PtrToStringUTF8((nint)text(code)) ?? code.ToString();
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        var shutdown = (delegate* unmanaged[Cdecl]<NvmlReturn>)Functions.Shutdown;
        if (shutdown != null)
            shutdown();
        NativeLibrary.Free(_library);
    }
}
