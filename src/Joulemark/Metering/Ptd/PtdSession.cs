namespace Joulemark.Metering.Ptd;

/// <summary>A measurement under way: the daemon has its ranges and takes samples until <see cref="End"/>.</summary>
internal sealed class PtdSession : IDisposable
{
    private const string Mark = "joulemark";

    private readonly PtdConnection _connection;
    private readonly HashSet<char> _changed = []; // ranges that are ours now, or may be
    private string _readCommand = "RL";

    private bool _isLater;

    private PtdSession(PtdConnection connection, PtdIdentity identity, PtdRanges before) =>
        (_connection, Identity, Before) = (connection, identity, before);

    public PtdIdentity Identity { get; }

    /// <summary>The instrument's ranges as they were found.</summary>
    public PtdRanges Before { get; }

    /// <summary>Connects, sets the ranges and starts a measurement; on failure the ranges are as they were found.</summary>
    /// <param name="address">The daemon and the ranges to measure in.</param>
    /// <param name="before">The ranges found by an earlier session of ours, which left its own; null for the first.</param>
    /// <param name="timeout">For the connection and for each answer.</param>
    /// <exception cref="IOException">The daemon cannot be reached or does not answer.</exception>
    /// <exception cref="PtdException">It answers that it cannot measure.</exception>
    public static PtdSession Begin(PtdAddress address, PtdRanges? before, TimeSpan timeout)
    {
        var connection = PtdConnection.Open(address.Host, address.Port, timeout);
        PtdSession? session = null;
        try
        {
            if (connection.Ask("Hello") is var hello && hello != "Hello, PTDaemon here!")
                throw new PtdException($"what listens there answers '{Short(hello)}' to Hello: it is not PTDaemon", "Correct the address; PTDaemon listens on port 8888 by default.");
            var identity = Identify(connection.Ask("Identify"));
            if (before is not null)
                connection.Ask("Stop"); // our own measurement, in case the daemon went on with it; there may be none
            session = new PtdSession(connection, identity, before ?? PtdRanges.Parse(connection.Ask("RR")) ?? PtdRanges.Automatic) { _isLater = before is not null };
            session.SetRanges(address.Ranges);
            var go = connection.Ask(FormattableString.Invariant($"Go,{Math.Max(1000, identity.Interval.TotalMilliseconds):0},0,{Mark}"));
            if (!go.StartsWith("Starting untimed measurement", StringComparison.Ordinal))
                throw new PtdException($"it does not start a measurement: '{Short(go)}'", "End the measurement that another program has under way there (Stop), or restart PTDaemon.");
            return session;
        }
        catch
        {
            session?.TryRestore();
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Asks for the samples since the last time; <see cref="Receive"/> takes the answer.</summary>
    public void Request() => _connection.Send(_readCommand);

    /// <summary>Takes the samples that were asked for; none is normal when it was asked a moment ago.</summary>
    public IReadOnlyList<PtdSample> Receive()
    {
        var head = _connection.ReadLine();
        if (head.StartsWith("Invalid number of parameters", StringComparison.Ordinal) && _readCommand == "RL")
        {
            // Older daemons want to be told how many.
            _readCommand = "RL,*";
            head = _connection.Ask(_readCommand);
        }

        var words = head.Split(' ');
        if (words is ["Last", var number, ..] && int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var count))
        {
            var samples = new List<PtdSample>();
            for (var i = 0; i < count; i++)
            {
                if (PtdSample.Parse(_connection.ReadLine()) is { } sample)
                    samples.Add(sample);
            }

            return samples;
        }

        if (words is ["No" or "Insufficient", ..])
            return [];
        throw new PtdException($"it answers '{Short(head)}' to {_readCommand}", "See PTDaemon's own window or log for what ails the instrument.");
    }

    /// <summary>The mean relative uncertainty of the samples so far; null where the daemon cannot tell.</summary>
    public double? Uncertainty() => PtdUncertainty.Parse(_connection.Ask("Uncertainty"));

    /// <summary>Ends the measurement and gives the instrument its ranges back.</summary>
    /// <returns>Why it did not get them; null when it did.</returns>
    public string? End()
    {
        try
        {
            _connection.Ask("Stop");
        }
        catch (IOException e)
        {
            return e.Message;
        }

        return TryRestore();
    }

    public void Dispose() => _connection.Dispose();

    private static PtdIdentity Identify(string answer)
    {
        var identity = PtdIdentity.Parse(answer)
            ?? throw new PtdException($"its answer to Identify is not understood: '{Short(answer)}'", "PTDaemon 1.9 or later is supported.");
        if (!identity.MeasuresPower)
            throw new PtdException($"its instrument, {identity.Model}, measures no power", "Give the address of the daemon that reads the power analyzer.");
        if (identity.IsDummy)
            throw new PtdException("it runs with its dummy instrument, whose watts are invented", "Start it with the device number of a real analyzer.");
        return identity;
    }

    private void SetRanges(PtdRanges ranges)
    {
        if (!Identity.SetsRanges)
            return; // some instruments have one range, or are set by hand
        foreach (var (letter, range) in Each(ranges))
        {
            // An instrument that does not know Auto keeps the range it has.
            _changed.Add(letter);
            if (Refusal(letter, range) is not { } answer)
                continue;
            if (!_isLater)
                _changed.Remove(letter); // a later session finds what an earlier one of ours set
            if (range != PtdRanges.Auto)
                throw new PtdException($"it does not take the range {range} {letter}: '{answer}'", "Give a range that the instrument has, or auto.");
        }
    }

    /// <summary>Gives back each range that was changed, or may have been; null when it took them all.</summary>
    private string? TryRestore()
    {
        try
        {
            string? refused = null;
            foreach (var (letter, range) in Each(Before))
            {
                if (_changed.Contains(letter) && Refusal(letter, range) is { } answer)
                    refused = $"it answered '{answer}' to SR,{letter},{range}";
            }

            return refused;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    /// <summary>Sets one range; null when it was taken, else the answer.</summary>
    private string? Refusal(char letter, string range) =>
        _connection.Ask($"SR,{letter},{range}") is var answer && answer == $"Range {letter} changed" ? null : Short(answer);

    private static (char Letter, string Range)[] Each(PtdRanges ranges) => [('V', ranges.Volts), ('A', ranges.Amps)];

    private static string Short(string answer) => answer.Length <= 80 ? answer : answer[..80] + "…";
}
