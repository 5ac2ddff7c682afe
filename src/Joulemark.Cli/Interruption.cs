using System.Runtime.InteropServices;

namespace Joulemark.Cli;

/// <summary>Turns Ctrl-C, SIGTERM and SIGHUP into a cancellation. A second one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations;

    /// <param name="forward">Passes a signal on, and says whether somebody got it; then a second one is passed on too.</param>
    public Interruption(Func<PosixSignal, bool>? forward = null)
    {
        void Handle(PosixSignalContext context)
        {
            var passedOn = forward?.Invoke(context.Signal) is true;
            if (_source.IsCancellationRequested && !passedOn)
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
