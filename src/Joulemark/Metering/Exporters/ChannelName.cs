using System.Globalization;

namespace Joulemark.Metering.Exporters;

/// <summary>Names of channels that others publish: <c>dcgm-gpu0</c> on this machine, <c>node7/dcgm-gpu0</c> on another.</summary>
internal static class ChannelName
{
    /// <summary>Takes a name that is still free; the second exporter of one kind gets a number.</summary>
    public static string Take(ISet<string> taken, string? node, string name)
    {
        var whole = node is null ? name : $"{node}/{name}";
        var free = whole;
        for (var i = 2; !taken.Add(free); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{whole}-{i}");
        return free;
    }
}
