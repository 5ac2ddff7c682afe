using System.Runtime.InteropServices;

namespace Joulemark.Cli;

/// <summary>Turns Ctrl-C, SIGTERM and SIGHUP into a cancellation. A second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations;

    public Interruption()
    {
        void Handle(PosixSignalContext context)
        {
            if (_source.IsCancellationRequested)
                return; // not held back: the default action ends the process
            context.Cancel = true;
            _source.Cancel();
        }

        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, Handle))];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _source.Dispose();
    }
}
