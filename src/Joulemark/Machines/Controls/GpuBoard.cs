using System.Globalization;
using Joulemark.Machines.Nvidia;

namespace Joulemark.Machines.Controls;

/// <summary>A board as controls see it.</summary>
/// <param name="Library">The driver's library.</param>
/// <param name="Device">The board in it.</param>
/// <param name="Number">Its number, as in <c>gpu0</c> and in <c>nvidia-smi -i 0</c>.</param>
/// <param name="Uuid">Its identity.</param>
internal sealed record GpuBoard(NvmlLibrary Library, NvmlDevice Device, int Number, string Uuid)
{
    public string Label => string.Create(CultureInfo.InvariantCulture, $"GPU {Number}");

    /// <summary>The command that sets something of this board.</summary>
    public string Command(string arguments) => string.Create(CultureInfo.InvariantCulture, $"sudo nvidia-smi -i {Number} {arguments}");

    /// <summary>What a call's return means.</summary>
    public SettingWrite Outcome(NvmlReturn code) => code switch
    {
        NvmlReturn.Success => SettingWrite.Done,
        NvmlReturn.NoPermission => SettingWrite.Refused($"the driver refuses it: {Library.ErrorText(code)}"),
        NvmlReturn.FunctionNotFound => SettingWrite.Impossible("this driver cannot do it"),
        NvmlReturn.NotSupported => SettingWrite.Impossible($"the board does not have it: {Library.ErrorText(code)}"),
        _ => SettingWrite.Failed($"the driver answers: {Library.ErrorText(code)}"),
    };

    /// <summary>All boards of the driver; none, with the reason, where it cannot be asked.</summary>
    public static IReadOnlyList<GpuBoard> All(NvmlLibrary library, out string? problem)
    {
        problem = null;
        var boards = new List<GpuBoard>();
        if (library.CountBoards(out var count) is not NvmlReturn.Success and var code)
            problem = $"NVML does not say how many boards there are: {library.ErrorText(code)}";
        for (var i = 0; i < count; i++)
        {
            if (library.OpenBoard(i, out var device) != NvmlReturn.Success || device!.ReadUuid() is not { } uuid)
                problem = string.Create(CultureInfo.InvariantCulture, $"GPU {i} does not answer");
            else
                boards.Add(new GpuBoard(library, device, i, uuid));
        }

        return boards;
    }
}
