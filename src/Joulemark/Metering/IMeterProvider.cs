namespace Joulemark.Metering;

/// <summary>
/// Finds meters of one kind on this machine. To add a source: implement this and <see cref="IMeter"/>, and add one line
/// to <c>BuiltIns</c>.
/// </summary>
public interface IMeterProvider
{
    /// <summary>Name of the source, e.g. <c>rapl</c>.</summary>
    string Name { get; }

    /// <summary>Looks for meters. Never throws: what is not there comes back as missing, with reason and remedy.</summary>
    MeterProbe Probe(MeterHost host);
}
