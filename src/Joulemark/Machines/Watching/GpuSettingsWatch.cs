using System.Globalization;
using Joulemark.Machines.Nvidia;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>
/// The clocks that are set for applications on each board, and its power limit. What the clock itself does is the board's
/// affair; the limit in force is in the samples as well, and here is since when another one is set, also where nothing is measured.
/// </summary>
internal sealed class GpuSettingsWatch(NvmlProcesses nvml) : IWatch
{
    private const int LooksPerReading = 4; // a setting is no second's affair
    private static readonly (NvmlClock Clock, string Name)[] Clocks = [(NvmlClock.Graphics, "graphics"), (NvmlClock.Memory, "memory")];
    private const double LeastChange = 0.01; // drivers round limits
    private readonly Dictionary<(int Board, NvmlClock Clock), double> _set = [];
    private readonly Dictionary<int, (double Meant, double Now)> _limits = [];
    private int _looks;

    public void Look(DisturbanceLog log)
    {
        if (_looks++ % LooksPerReading == 0 || log.IsChangeMeant)
            LookAtAll(log);
        foreach (var (board, (meant, now)) in _limits.Where(l => Math.Abs(l.Value.Now - l.Value.Meant) > LeastChange * l.Value.Meant))
        {
            log.GoesOn(Disturbance.PowerLimitChanged, string.Create(CultureInfo.InvariantCulture, $"gpu{board}"),
                string.Create(CultureInfo.InvariantCulture, $"the power limit of gpu{board} was {now:0.#} W, and not {meant:0.#} W as before: somebody else has set it"), Math.Abs(now - meant), board);
        }
    }

    public void Dispose()
    {
        // The library is GpuProcessWatch's.
    }

    private void LookAtAll(DisturbanceLog log)
    {
        for (var board = 0; board < nvml.Boards; board++)
        {
            if (nvml.PowerLimitSet(board) is { } limit)
                _limits[board] = (log.IsChangeMeant || !_limits.TryGetValue(board, out var known) ? limit : known.Meant, limit);
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
}
