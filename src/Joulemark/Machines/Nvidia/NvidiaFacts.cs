using System.Globalization;
using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Nvidia;

/// <summary>NVIDIA's boards and their driver, by NVML; where that does not answer, what the PCI bus shows.</summary>
internal static class NvidiaFacts
{
    public static void Capture(FactList facts, HostPaths paths)
    {
        using var library = NvmlLibrary.TryOpen(paths.NvmlLibrary, out var failure);
        if (library is null)
        {
            if (failure is var (failed, text))
                WithoutDriver(facts, paths, "nvmlInit_v2", Reason(failed, text));
            else
                WithoutDriver(facts, paths, paths.NvmlLibrary, "it cannot be loaded: no NVIDIA driver");
            return;
        }

        Driver(facts, library);
        var code = library.CountBoards(out var count);
        if (code != NvmlReturn.Success)
        {
            WithoutDriver(facts, paths, "nvmlDeviceGetCount_v2", Reason(code, library.ErrorText(code)));
            return;
        }

        facts.Add("gpu.count", count, "nvmlDeviceGetCount_v2");
        var models = Enumerable.Range(0, count).Select(i => Board(facts, library, i)).ToList();
        if (count == 0)
            facts.Add("gpu.model", "none", "nvmlDeviceGetCount_v2");
        else if (models.IndexOf(null) is >= 0 and var silent)
            facts.Unknown("gpu.model", "nvmlDeviceGetName", FormattableString.Invariant($"gpu{silent} does not say"));
        else
            facts.Add("gpu.model", string.Join(", ", models.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)), "nvmlDeviceGetName");
    }

    private static void Driver(FactList facts, NvmlLibrary library)
    {
        if (library.DriverVersion is { } version)
            facts.Add("driver.nvidia", version, "nvmlSystemGetDriverVersion");
        var code = library.ReadCudaVersion(out var cuda);
        if (cuda is not null)
            facts.Add("cuda.driver", cuda, "nvmlSystemGetCudaDriverVersion_v2");
        else
            facts.Unknown("cuda.driver", "nvmlSystemGetCudaDriverVersion_v2", Reason(code, library.ErrorText(code)));
    }

    /// <summary>Asks a board; gives its model, null where it does not say.</summary>
    private static string? Board(FactList facts, NvmlLibrary library, int index)
    {
        var prefix = FormattableString.Invariant($"gpu{index}.");
        var code = library.OpenBoard(index, out var board);
        string? model = null;
        foreach (var fact in BoardFact.All)
        {
            var value = board is null ? null : fact.Read(board);
            if (value is not null)
                facts.Add(prefix + fact.Key, value, fact.Function);
            else if (board is null)
                facts.Unknown(prefix + fact.Key, "nvmlDeviceGetHandleByIndex_v2", Reason(code, library.ErrorText(code)));
            else
                facts.Unknown(prefix + fact.Key, fact.Function, Reason(board.LastReturn, library.ErrorText(board.LastReturn)));
            model ??= fact.Key == "model" ? value : null;
        }

        return model;
    }

    private static void WithoutDriver(FactList facts, HostPaths paths, string source, string reason)
    {
        facts.Unknown("cuda.driver", source, reason);
        var bus = Path.Combine(paths.Sysfs, "bus/pci/devices");
        var boards = NvidiaBoards.Addresses(paths.Sysfs);
        if (!Directory.Exists(bus))
        {
            facts.Unknown("gpu.count", source, $"{reason}; and {bus} is not there");
            facts.Unknown("gpu.model", source, $"{reason}; and {bus} is not there");
            return;
        }

        facts.Add("gpu.count", boards.Count, bus);
        if (boards.Count == 0)
            facts.Add("gpu.model", "none", bus);
        else
            facts.Unknown("gpu.model", source, $"{reason}; the bus shows {DisplayDevice.Describe(DisplayDevice.List(paths).Where(d => d.IsNvidia))}");
    }

    private static string Reason(NvmlReturn code, string text) => code switch
    {
        NvmlReturn.Success => "it gives a blank",
        NvmlReturn.FunctionNotFound => "this version of the driver has no such function",
        _ => string.Create(CultureInfo.InvariantCulture, $"NVML says {text} ({(int)code})"),
    };
}
