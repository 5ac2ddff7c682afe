using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Nvidia;

namespace Joulemark.Metering.Nvml;

/// <summary>Watches how many boards the driver shows, and says once when it is another number than at the start.</summary>
internal sealed class NvmlBoardCount(NvmlLibrary library, int atStart, Action<Diagnostic> report)
{
    private int _reported;

    public void Check()
    {
        if (_reported != 0 || library.CountBoards(out var now) != NvmlReturn.Success || now == atStart)
            return;
        if (Interlocked.Exchange(ref _reported, 1) != 0)
            return;
        var what = now > atStart ? "what the new ones draw is not counted" : "what the lost ones draw is missing";
        report(new Diagnostic("JM2020", DiagnosticSeverity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"the NVIDIA driver now shows {now} GPU(s), and {atStart} when its meters were opened: {what}"),
            "Measure again with the boards that are to be counted; see nvidia-smi -L and sudo dmesg | grep -i xid."));
    }
}
