using System.Globalization;
using Joulemark.Machines.Nvidia;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>The clocks that are set for applications on each board. What the clock itself does is the board's affair, and the power limit is in the samples.</summary>
internal sealed class GpuSettingsWatch(NvmlProcesses nvml) : IWatch
{
    private const int LooksPerReading = 4; // a setting is no second's affair
    private static readonly (NvmlClock Clock, string Name)[] Clocks = [(NvmlClock.Graphics, "graphics"), (NvmlClock.Memory, "memory")];
    private readonly Dictionary<(int Board, NvmlClock Clock), double> _set = [];
    private int _looks;

    public void Look(DisturbanceLog log)
    {
        if (_looks++ % LooksPerReading != 0 && !log.IsChangeMeant)
            return;
        for (var board = 0; board < nvml.Boards; board++)
        {
            foreach (var (clock, name) in Clocks)
            {
                if (nvml.ClockSet(board, clock) is not { } now)
                    continue;
                if (_set.TryGetValue((board, clock), out var before) && before != now)
                {
                    log.Changed(Disturbance.ClocksChanged, string.Create(CultureInfo.InvariantCulture, $"gpu{board} {name}"),
                        string.Create(CultureInfo.InvariantCulture, $"the {name} clock set for applications on gpu{board} was changed from {before:0} MHz to {now:0} MHz"), board);
                }

                _set[(board, clock)] = now;
            }
        }
    }

    public void Dispose()
    {
        // The library is GpuProcessWatch's.
    }
}
